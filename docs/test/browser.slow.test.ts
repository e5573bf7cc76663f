/** What takes the browser long: the references as a whole, without scripts, on paper, as a screen reader has them. */
import { describe, expect, it } from 'vitest';
import { missing, openDocs } from './support/browser.ts';
import { visitor } from './support/visit.ts';

const paths = [
  'authentication.html',
  'testing.html',
  'before-you-code.html',
  'going-live.html',
  'reference.html',
  'internal/reference.html',
];

describe.skipIf(missing)('in a browser', { timeout: 120_000 }, () => {
  const docs = openDocs();
  const visited = visitor(docs);

  it.each(paths)('/%s breaks no rule of the content security policy, and asks no other host', async (path) => {
    const { said, asked } = await visited(path);
    expect(said).toEqual([]);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((url) => !url.startsWith(docs.url))).toEqual([]);
  });

  it.each(paths)('/%s is never wider than its screen, from 1366 px down to 320', async (path) => {
    expect((await visited(path)).wide).toEqual([]);
  });

  it('without scripts every operation, parameter, response and example can be read', async () => {
    const context = await docs.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    // What is far from the screen is drawn when one comes near: here, all of it at once.
    await page.route('**/docs.css', async (route) => {
      const response = await route.fetch();
      const body = `${await response.text()}* { content-visibility: visible !important }`;
      await route.fulfill({ response, body });
    });
    await page.goto(`${docs.url}reference.html`);
    const text = await page.locator('main').innerText();
    const operations = await page.locator('article[data-usage] h3').allInnerTexts();
    const panels = await page.locator('.panel').count();
    const hiddenPanels = await page.locator('.panel:not(:visible)').count();
    await context.close();
    expect(operations.length).toBeGreaterThan(20);
    for (const operation of operations) expect(text).toContain(operation);
    expect(panels).toBeGreaterThan(operations.length);
    expect(hiddenPanels).toBe(0);
    expect(text).toContain('modifieDepuis');
    expect(text).toContain('"Métropole de Lyon"');
  });

  it('without scripts no button stands there that does nothing', async () => {
    const buttons = await docs.onPage('internal/reference.html', { javaScriptEnabled: false }, (page) =>
      page.locator('button:visible, input:visible').count(),
    );
    expect(buttons).toBe(0);
  });

  it('on paper nothing is folded away, cut off, or there to be pressed, and the dark theme is light', async () => {
    await docs.onPage('reference.html', { colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.locator('button:visible, .menu:visible, .bar:visible').count()).toBe(0);
      expect(await page.locator('.panel:not(:visible)').count()).toBe(0);
      const article = page.locator('article[id="operation/indicateurs.valeurs.list"]');
      const folded = await article
        .locator('details:not([open]) > :not(summary)')
        .evaluateAll((all) => all.filter((element) => element.getBoundingClientRect().height === 0).length);
      expect(folded).toBe(0);
      const cut = await article
        .locator('pre')
        .evaluateAll((all) => all.filter((pre) => pre.scrollWidth > pre.clientWidth + 1).length);
      expect(cut).toBe(0);
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    });
  });

  it('a screen reader’s tree of an operation has its headings in order, named tables with row headers, and the usage', async () => {
    await docs.onPage('reference.html', {}, async (page) => {
      const tree = await page.locator('article[id="operation/indicateurs.valeurs.list"]').ariaSnapshot();
      const levels = [...tree.matchAll(/- heading .*\[level=(\d)\]/g)].map(([, level]) => Number(level));
      expect(levels[0]).toBe(3);
      expect(levels.filter((level, index) => level > (levels[index - 1] ?? 3) + 1)).toEqual([]);
      expect(tree).toMatch(/Usage: public/);
      expect(tree).toMatch(/- table "Query parameters":/);
      expect(tree).toMatch(/- rowheader "collectiviteId required"/);
      expect(tree.match(/- table:/g)).toBeNull();
      expect(tree).toMatch(/- tab "curl"/);
    });
  });
});
