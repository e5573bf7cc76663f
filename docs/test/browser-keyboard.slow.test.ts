/**
 * The keyboard alone suffices on the references: from the search to an operation, its code, the other language. Hundreds of
 * keys are pressed on the largest pages.
 */
import { describe, expect, it } from 'vitest';
import { missing, openDocs } from './support/browser.ts';
import { focused, walk } from './support/keyboard.ts';

describe.skipIf(missing)('with the keyboard alone', { timeout: 180_000 }, () => {
  const docs = openDocs();
  const operation = 'article[id="operation/indicateurs.valeurs.list"]';

  it('one finds an operation, opens its parts, chooses a language of samples and copies', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    await docs.onPage('reference.html', { permissions }, async (page) => {
      await walk(page, '[data-search-button]');
      await page.keyboard.press('Enter');
      const input = page.locator('dialog[open] [role=combobox]');
      await input.waitFor();
      expect((await focused(page)).visible).toBe(true);
      await page.keyboard.type('modifieDepuis');
      await page.locator('[role=option]').first().waitFor();
      const first = await input.getAttribute('aria-activedescendant');
      await page.keyboard.press('ArrowDown');
      expect(await input.getAttribute('aria-activedescendant')).not.toBe(first);
      await page.keyboard.press('ArrowUp');
      expect(await page.locator('[role=option][aria-selected=true]').getAttribute('id')).toBe(first);
      await page.keyboard.press('Enter');
      await expect.poll(() => new URL(page.url()).hash).toBe('#operation/indicateurs.valeurs.list');
      expect(await page.locator('dialog[open]').count()).toBe(0);

      await walk(page, `${operation} summary`);
      const details = page.locator(`${operation} details:has(> summary:focus)`);
      const wasOpen = await details.evaluate((element) => (element as HTMLDetailsElement).open);
      await page.keyboard.press('Enter');
      expect(await details.evaluate((element) => (element as HTMLDetailsElement).open)).toBe(!wasOpen);

      await walk(page, `${operation} [role=tab]`);
      const before = (await focused(page)).text;
      await page.keyboard.press('ArrowRight');
      expect((await focused(page)).text).not.toBe(before);
      expect((await focused(page)).visible).toBe(true);
      await walk(page, `${operation} .copy`);
      await page.keyboard.press('Enter');
      await page.locator('[role=status]', { hasText: 'Copied' }).waitFor({ state: 'attached' });
      const code = page.locator(`${operation} .code:has(.copy:focus) code`);
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await code.textContent());
    });
  });

  it.each(['', '#operation/collectivites.list'])(
    'the language switch stays where one has scrolled to, wherever one came in: reference.html%s',
    async (anchor) => {
      await docs.onPage(`reference.html${anchor}`, {}, async (page) => {
        await page.evaluate(() => document.querySelector('[id="operation/credentials.list"] h4')?.scrollIntoView());
        await page.locator('[data-language]').click();
        await page.waitForURL(({ pathname }) => pathname.endsWith('/fr/reference.html'));
        expect(new URL(page.url()).hash).toBe('#operation/credentials.list');
      });
    },
  );

  it('on a phone the focus goes into the menu and comes back, and nothing hidden is reached', async () => {
    await docs.onPage('reference.html', { viewport: { width: 390, height: 844 } }, async (page) => {
      await walk(page, '[data-theme-button]');
      let at = await focused(page);
      for (let steps = 0; at.place === 'header' && steps < 20; at = await focused(page), steps++)
        await page.keyboard.press('Tab');
      expect(at).toMatchObject({ isMenu: false, inMain: true });
      await walk(page, '[data-menu-button]', { key: 'Shift+Tab' });
      await page.keyboard.press('Enter');
      expect(await focused(page)).toMatchObject({ isMenu: true, visible: true });
      await walk(page, '#menu a[href="#operation/collectivites.get"]');
      await page.keyboard.press('Escape');
      expect(await page.locator('[data-menu-button]').evaluate((element) => element === document.activeElement)).toBe(
        true,
      );
      await page.keyboard.press('Enter');
      const places = new Set<string>();
      at = await focused(page);
      for (let steps = 0; !at.isBody && steps < 200; at = await focused(page), steps++) {
        places.add(at.place);
        await page.keyboard.press('Tab');
      }
      expect([...places]).toEqual(['nav']);
      await walk(page, '#menu a[href="#operation/collectivites.get"]');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await focused(page)).toMatchObject({ isMenu: false, inMain: true });
    });
  });

  it('the language of the samples is kept, across operations and pages, and nothing jumps', async () => {
    await docs.onPage('reference.html#operation/indicateurs.valeurs.list', {}, async (page) => {
      const tabs = page.locator(`${operation} [data-tabs=Request] [role=tab]`);
      const curl = tabs.filter({ hasText: 'curl' });
      await curl.focus();
      const before = (await curl.boundingBox())?.y ?? 0;
      await curl.click();
      expect(Math.abs(((await curl.boundingBox())?.y ?? 0) - before)).toBeLessThan(2);
      const chosen = async () =>
        new Set(await page.locator('[data-tabs=Request] [role=tab][aria-selected=true]').allTextContents());
      expect(await chosen()).toEqual(new Set(['curl']));
      await page.goto(page.url().replace('reference.html', 'registry.html'));
      expect(await chosen()).toEqual(new Set(['curl']));
      // A body is chosen for one operation, not for all.
      await page.locator('[data-tabs=Request] [role=tab]', { hasText: 'Body' }).first().click();
      expect((await chosen()).has('curl')).toBe(true);
    });
  });
});
