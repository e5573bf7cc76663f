/** axe on every page that is published: both editions, both languages, both themes, wide and narrow, all open and all closed. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings, axeSource } from './support/axe.ts';
import { missing, openDocs } from './support/browser.ts';

const wide = { width: 1366, height: 900 };
const narrow = { width: 390, height: 844 };

/** axe looks at such a page for seconds. */
const large = 200_000;

/** All that a reader can open, opened or closed. */
const open = (page: Page, isOpen: boolean): Promise<void> =>
  page.evaluate((opened) => {
    for (const details of document.querySelectorAll('details')) details.open = opened;
    if (!opened) return;
    for (const panel of document.querySelectorAll<HTMLElement>('[role=tabpanel]')) panel.hidden = false;
  }, isOpen);

const themed = (page: Page, theme: string): Promise<void> =>
  page.evaluate((name) => void (document.documentElement.dataset['theme'] = name), theme);

describe.skipIf(missing)('axe finds nothing serious or critical', { timeout: 600_000 }, () => {
  const docs = openDocs();
  const contentOf = (text: string) => text.slice(text.indexOf('<main'), text.indexOf('</main>'));
  /** Of the pages that were looked at in every state, by file. */
  const contents = new Map<string, string>();

  it.each([
    ['public', ''],
    ['internal', 'internal/'],
  ])('on any page of the %s edition', async (edition, path) => {
    const source = await axeSource();
    const context = await docs.browser.newContext({ bypassCSP: true, viewport: wide, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const found: string[] = [];
    const folder = join(docs.out, edition);
    // Every page, read from what was built.
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.html')).toSorted();
    let looks = 0;
    for (const file of files) {
      const isLarge = (await stat(join(folder, file))).size > large;
      const text = await readFile(join(folder, file), 'utf8');
      if (text.includes('http-equiv="refresh"')) continue;
      // The other edition was looked at in every state: here the frame differs, not what it holds.
      const isSeen = edition !== 'public' && contentOf(text) === contents.get(file);
      if (!isSeen) contents.set(file, contentOf(text));
      await page.setViewportSize(wide);
      await page.goto(docs.url + path + file);
      await page.evaluate(source);
      const look = async (state: string, options?: object) => {
        looks++;
        found.push(...(await axeFindings(page, options)).map((finding) => `${file}, ${state}: ${finding}`));
      };
      await open(page, true);
      await themed(page, 'light');
      await look('light, wide, open');
      if (isSeen) continue;
      // Only colours differ between the themes.
      await themed(page, 'dark');
      await look('dark, wide, open', { runOnly: ['color-contrast'] });
      await page.setViewportSize(narrow);
      await open(page, false);
      await look('dark, narrow, closed', isLarge ? { rules: { 'color-contrast': { enabled: false } } } : {});
    }
    await context.close();
    expect(found).toEqual([]);
    expect(looks).toBeGreaterThanOrEqual(files.length - 5);
    expect(files.length).toBeGreaterThan(40);
  });

  it('in the search, with results and without', async () => {
    const found = await docs.onPage('fr/errors.html', { bypassCSP: true, viewport: narrow }, async (page) => {
      await page.evaluate(await axeSource());
      await page.keyboard.press('/');
      await page.locator('dialog[open] [role=combobox]').waitFor();
      const empty = await axeFindings(page);
      await page.keyboard.type('jeton');
      await page.locator('[role=option]').first().waitFor();
      const light = await axeFindings(page);
      await themed(page, 'dark');
      return [...empty, ...light, ...(await axeFindings(page))];
    });
    expect(found).toEqual([]);
  });
});
