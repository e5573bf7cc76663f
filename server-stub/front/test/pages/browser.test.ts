/** The pages in a real browser. Needs Debian's chromium; without it the tests are skipped and say so. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { browserMissing, violations } from '../support/browser.ts';
import { looks, openPages } from '../support/pages.ts';
import { pages } from './models.ts';

describe.skipIf(browserMissing !== undefined)(
  `in a browser${browserMissing ? ` (missing: ${browserMissing})` : ''}`,
  { timeout: 60_000 },
  () => {
    const opened = openPages();
    let tab: Page;
    beforeAll(async () => {
      tab = await opened.tab();
    });

    it.each(looks)('$name in $language keeps its own policy, without scripts', async ({ language, name }) => {
      const said: string[] = [];
      tab
        .removeAllListeners('console')
        .on('console', (message) => message.type() === 'error' && said.push(message.text()));
      await tab.goto(opened.address(name, language));
      // The stylesheet is admitted: without it a button has the browser's own look.
      const width = await tab.locator('main').evaluate((main) => getComputedStyle(main).maxWidth);
      expect(said).toEqual([]);
      expect(width).not.toBe('none');
    });

    it('the fields of a sign-in are reached in the order in which they are filled in', async () => {
      await tab.goto(opened.address('sign-in', 'en'));
      // The first field is chosen by the page itself, which a busy browser does after it has loaded.
      await tab.locator('#login:focus').waitFor();
      const names: (string | null)[] = [];
      for (let step = 0; step < 4; step += 1) {
        names.push(await tab.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || ''));
        await tab.keyboard.press('Tab');
      }
      expect(names).toEqual(['login', 'password', 'Sign in', 'Cancel']);
    });

    // In both languages, dark and narrow too: `browser.slow.test.ts`.
    describe('axe', () => {
      let wide: Page;
      beforeAll(async () => {
        wide = await opened.tab({ bypassCSP: true, colorScheme: 'light', viewport: { width: 1280, height: 800 } });
      });

      it.each(pages)('finds nothing on $name', async ({ name }) => {
        await wide.goto(opened.address(name, 'en'));
        expect(await violations(wide)).toEqual([]);
      });
    });
  },
);
