/** What the docs do in a real browser. */
import { describe, expect, it } from 'vitest';
import { missing, openDocs } from './support/browser.ts';
import { visitor } from './support/visit.ts';

// The others, the references among them: `browser.slow.test.ts`.
const paths = ['', 'getting-started.html', 'errors.html', 'registry.html'];

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
    await docs.onPage('registry.html', {}, async (page) => {
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
});
