/** axe on each page, in each language and on each screen: 36 times, and half a minute of a processor. */
import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { browserMissing, violations } from '../support/browser.ts';
import { looks, openPages } from '../support/pages.ts';

/** Where screenshots go, for people to look at. */
const shots = process.env['SHOTS'];

const screens = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 320 },
] as const;

describe.skipIf(browserMissing !== undefined)(
  `in a browser${browserMissing ? ` (missing: ${browserMissing})` : ''}`,
  { timeout: 120_000 },
  () => {
    const opened = openPages();
    let page: Page;
    beforeAll(async () => {
      page = await opened.tab({ bypassCSP: true });
    });

    it.each(looks)(
      'axe finds nothing on $name in $language, light and wide, dark and narrow',
      async ({ language, name }) => {
        for (const { colorScheme, width } of screens) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 800 });
          await page.goto(opened.address(name, language));
          if (shots) {
            await mkdir(shots, { recursive: true });
            await page.screenshot({ path: `${shots}/${name}-${language}-${colorScheme}-${width}.png`, fullPage: true });
          }
          const content = await page.evaluate(() => document.documentElement.scrollWidth);
          const found = [...(content > width ? [`${content} px wide`] : []), ...(await violations(page))];
          expect(found, `${colorScheme}, ${width} px`).toEqual([]);
        }
      },
    );
  },
);
