/** The keyboard alone suffices: on guides here, on the references in `browser-keyboard.slow.test.ts`. */
import { describe, expect, it } from 'vitest';
import { missing, openDocs } from './support/browser.ts';
import { focused, walk } from './support/keyboard.ts';

describe.skipIf(missing)('with the keyboard alone', { timeout: 180_000 }, () => {
  const docs = openDocs();

  it('one comes from the skip link to the content', async () => {
    await docs.onPage('errors.html', {}, async (page) => {
      await walk(page, '.skip', { most: 1 });
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await focused(page)).toMatchObject({ inMain: true, visible: true });
    });
  });

  it('one changes the language and stays on the same place, then the theme', async () => {
    await docs.onPage('errors.html#not-found', { colorScheme: 'light' }, async (page) => {
      await walk(page, '[data-language]', { key: 'Shift+Tab' });
      await page.keyboard.press('Enter');
      await page.waitForURL('**/fr/errors.html#not-found');
      expect(await page.locator('html').getAttribute('lang')).toBe('fr');
      await walk(page, '[data-theme-button]', { key: 'Shift+Tab' });
      const button = page.locator('[data-theme-button]');
      expect(await button.getAttribute('aria-label')).toBe('Passer au thème sombre');
      await page.keyboard.press('Enter');
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
      expect(await button.getAttribute('aria-label')).toBe('Passer au thème clair');
    });
  });

  it('one comes through a whole page and out of it: there is no trap', async () => {
    await docs.onPage('getting-started.html', {}, async (page) => {
      const places = new Set<string>();
      await page.keyboard.press('Tab');
      let steps = 0;
      for (let at = await focused(page); !at.isBody && steps < 300; at = await focused(page), steps++) {
        expect(at, at.text).toMatchObject({ visible: true });
        places.add(at.place);
        await page.keyboard.press('Tab');
      }
      expect(steps).toBeGreaterThan(30);
      expect(steps).toBeLessThan(300);
      expect([...places]).toEqual(expect.arrayContaining(['header', 'nav', 'main', 'footer']));
    });
  });

  it('`/` and Ctrl+K open the search, but not while one types; Escape leads back', async () => {
    await docs.onPage('errors.html', {}, async (page) => {
      await walk(page, 'main a');
      const { text } = await focused(page);
      await page.keyboard.press('Control+k');
      const input = page.locator('dialog[open] [role=combobox]');
      await input.waitFor();
      await page.keyboard.type('get /collectivites');
      expect(await input.inputValue()).toBe('get /collectivites');
      await expect.poll(() => page.locator('dialog [role=status]').textContent()).toMatch(/^\d+ results$/);
      await page.keyboard.press('Escape');
      expect(await page.locator('dialog[open]').count()).toBe(0);
      expect((await focused(page)).text).toBe(text);
      await page.keyboard.press('/');
      await input.waitFor();
      await page.keyboard.press('Control+a');
      await page.keyboard.type('zzzzzz');
      await expect.poll(() => page.locator('dialog [role=status]').textContent()).toMatch(/^Nothing found/);
      expect(await input.getAttribute('aria-expanded')).toBe('false');
    });
  });
});
