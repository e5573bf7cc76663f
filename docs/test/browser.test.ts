/** What the docs do in a real browser. */
import { describe, expect, it } from 'vitest';
import { missing, openDocs } from './support/browser.ts';

const paths = [
  '',
  'getting-started.html',
  'authentication.html',
  'errors.html',
  'testing.html',
  'before-you-code.html',
  'going-live.html',
  'reference.html',
  'registry.html',
  'internal/reference.html',
];

describe.skipIf(missing)('in a browser', { timeout: 120_000 }, () => {
  const docs = openDocs();

  it.each(paths)('/%s breaks no rule of the content security policy, and asks no other host', async (path) => {
    const context = await docs.browser.newContext();
    const page = await context.newPage();
    const said: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(docs.url + path);
    await context.close();
    expect(said).toEqual([]);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((url) => !url.startsWith(docs.url))).toEqual([]);
  });

  it.each(paths)('/%s is never wider than its screen, from 1366 px down to 320', async (path) => {
    const wide = await docs.onPage(path, {}, async (page) => {
      const widths: string[] = [];
      const measure = async (width: number) => {
        await page.setViewportSize({ width, height: 800 });
        const content = await page.evaluate(() => document.documentElement.scrollWidth);
        if (content > width) widths.push(`${content} px on a screen of ${width}`);
      };
      await measure(1366);
      await measure(768);
      await measure(390);
      await measure(320);
      return widths;
    });
    expect(wide).toEqual([]);
  });

  it('without scripts every operation, parameter, response and example can be read', async () => {
    const { text, operations, panels, hiddenPanels } = await docs.onPage(
      'reference.html',
      { javaScriptEnabled: false },
      async (page) => {
        // What is far from the screen is drawn when one comes near: here, all of it at once.
        await page.route('**/docs.css', async (route) => {
          const response = await route.fetch();
          const body = `${await response.text()}* { content-visibility: visible !important }`;
          await route.fulfill({ response, body });
        });
        await page.reload();
        return {
          text: await page.locator('main').innerText(),
          operations: await page.locator('article[data-usage] h3').allInnerTexts(),
          panels: await page.locator('.panel').count(),
          hiddenPanels: await page.locator('.panel:not(:visible)').count(),
        };
      },
    );
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

  it('the usage filter hides operations and menu entries without a reload, says how many, and stands in the address', async () => {
    await docs.onPage('internal/reference.html', {}, async (page) => {
      let loads = 0;
      page.on('load', () => loads++);
      const all = await page.locator('article[data-usage]').count();
      await page.locator('[data-usage-filter] [value=public]').uncheck();
      await page.locator('[data-usage-filter] [value=app]').uncheck();
      const shown = await page.locator('article[data-usage]:visible').count();
      expect(shown).toBeGreaterThan(0);
      expect(shown).toBeLessThan(all);
      expect(await page.locator('.menu li[data-usage]:visible').count()).toBe(shown);
      expect(await page.locator('[data-usage-filter] [aria-live]').textContent()).toBe(`${shown} of ${all} operations`);
      expect(new URL(page.url()).searchParams.get('usage')).not.toContain('public');
      expect(loads).toBe(0);
      await page.reload();
      expect(await page.locator('article[data-usage]:visible').count()).toBe(shown);
    });
  });

  it('tabs follow the arrow keys, and show one panel each', async () => {
    await docs.onPage('reference.html', {}, async (page) => {
      const set = page.locator('[data-tabs=Request]:has([role=tablist])').first();
      await set.locator('[role=tab]').first().focus();
      await page.keyboard.press('ArrowRight');
      const second = set.locator('[role=tab]').nth(1);
      expect(await second.getAttribute('aria-selected')).toBe('true');
      expect(await second.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await set.locator('[role=tabpanel]:visible').count()).toBe(1);
    });
  });

  it('the theme button overrides the system, on the next page too', async () => {
    await docs.onPage('', { colorScheme: 'light' }, async (page) => {
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await background();
      await page.locator('[data-theme-button]').click();
      const dark = await background();
      expect(dark).not.toBe(light);
      await page.goto(`${docs.url}errors.html`);
      expect(await background()).toBe(dark);
    });
  });

  it('the copy button copies the code as it stands, and says so', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    await docs.onPage('getting-started.html', { permissions }, async (page) => {
      const block = page.locator('.code').first();
      await block.hover();
      await block.locator('.copy').click();
      await page.locator('[role=status]', { hasText: 'Copied' }).waitFor({ state: 'attached' });
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toBe(await block.locator('code').textContent());
    });
  });

  it('on a phone the menu opens, leads to an operation and closes', async () => {
    await docs.onPage('reference.html', { viewport: { width: 390, height: 844 } }, async (page) => {
      expect(await page.locator('#menu').isVisible()).toBe(false);
      await page.locator('[data-menu-button]').click();
      await page.locator('#menu a[href="#operation/indicateurs.valeurs.list"]').click();
      expect(await page.locator('#menu').isVisible()).toBe(false);
      expect(decodeURIComponent(new URL(page.url()).hash)).toBe('#operation/indicateurs.valeurs.list');
    });
  });

  it('the menu marks the operation that is being read', async () => {
    await docs.onPage('reference.html#operation/indicateurs.valeurs.upsert', {}, async (page) => {
      const current = page.locator('#menu [aria-current=location]');
      await expect.poll(() => current.getAttribute('href')).toBe('#operation/indicateurs.valeurs.upsert');
    });
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
