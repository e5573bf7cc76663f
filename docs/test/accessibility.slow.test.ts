/**
 * axe on every page that is published: both editions, both languages, both themes, wide and narrow, all open and all
 * closed. What axe finds depends on the markup, of which two hundred pages have a thousand kinds: a page is looked at
 * when it has a kind that no other one has shown. That still takes most of a minute of a processor, for the references;
 * `accessibility.test.ts` has a page of each template for every change.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Look, axeFindings, axeSource, narrow, open, themed, wide } from './support/axe.ts';
import { missing, openDocs } from './support/browser.ts';
import { type BuiltPage, builtPages, pagesThatShowAll } from './support/kinds.ts';

describe.skipIf(missing)('axe finds nothing serious or critical', { timeout: 600_000 }, () => {
  const docs = openDocs();
  let pages: BuiltPage[];
  let chosen: BuiltPage[];
  beforeAll(async () => {
    pages = await builtPages(docs.out);
    chosen = pagesThatShowAll(pages);
  });

  it.each([
    ['public', ''],
    ['internal', 'internal/'],
  ])('on any page of the %s edition', async (edition, path) => {
    const source = await axeSource();
    const context = await docs.browser.newContext({ bypassCSP: true, viewport: wide, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const found: string[] = [];
    const files = chosen.filter((one) => one.edition === edition).map(({ file }) => file);
    for (const file of files) {
      const look = async (state: string, options?: Look) => {
        found.push(...(await axeFindings(page, options)).map((finding) => `${file}, ${state}: ${finding}`));
      };
      await page.setViewportSize(wide);
      await page.goto(docs.url + path + file);
      await page.evaluate(source);
      await open(page, true);
      await themed(page, 'light');
      await look('light, wide, open');
      // Only colours differ between the themes.
      await themed(page, 'dark');
      await look('dark, wide, open', { contrast: 'only' });
      await page.setViewportSize(narrow);
      await open(page, false);
      await look('dark, narrow, closed', { contrast: false });
    }
    await context.close();
    expect(found).toEqual([]);
    // One at least in each language.
    expect(new Set(files.map((file) => file.startsWith('fr/'))).size).toBe(2);
  });

  it('which are all pages: none has a kind of markup that was not looked at', () => {
    const seen = new Set(chosen.flatMap(({ kinds }) => [...kinds]));
    expect(seen.size).toBeGreaterThan(500);
    expect(chosen.length).toBeGreaterThan(10);
    expect(pages.length).toBeGreaterThan(150);
    expect(pages.filter(({ kinds }) => [...kinds].some((kind) => !seen.has(kind)))).toEqual([]);
  });
});
