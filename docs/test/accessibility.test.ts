/** axe on a page of each kind, and in the search. Every page, in every state: `accessibility.slow.test.ts`. */
import { beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, axeSource, narrow, open, themed, wide } from './support/axe.ts';
import { missing, openDocs } from './support/browser.ts';

describe.skipIf(missing)('axe finds nothing serious or critical', { timeout: 120_000 }, () => {
  const docs = openDocs();
  let source: string;
  beforeAll(async () => {
    source = await axeSource();
  });
  const options = { bypassCSP: true, reducedMotion: 'reduce' } as const;

  it.each([
    ['index.html', 'light', wide, true],
    ['errors.html', 'dark', narrow, false],
    ['fr/journey-pages.html', 'light', narrow, true],
    ['problems/not-found/index.html', 'dark', wide, true],
    // Of the same template as the reference, and a fifth of its size.
    ['internal/registry.html', 'light', wide, true],
  ])('on %s, %s', async (file, theme, viewport, isOpen) => {
    const found = await docs.onPage(file, { ...options, viewport }, async (page) => {
      await page.evaluate(source);
      await open(page, isOpen);
      await themed(page, theme);
      return axeFindings(page);
    });
    expect(found).toEqual([]);
  });

  it('in the search, with results and without', async () => {
    const found = await docs.onPage('fr/errors.html', { ...options, viewport: narrow }, async (page) => {
      await page.evaluate(source);
      await page.keyboard.press('/');
      await page.locator('dialog[open] [role=combobox]').waitFor();
      // The page behind is inert while the dialog is open.
      const look = { include: 'dialog[open]' };
      const empty = await axeFindings(page, look);
      await page.keyboard.type('jeton');
      await page.locator('[role=option]').first().waitFor();
      const light = await axeFindings(page, look);
      await themed(page, 'dark');
      return [...empty, ...light, ...(await axeFindings(page, look))];
    });
    expect(found).toEqual([]);
  });
});
