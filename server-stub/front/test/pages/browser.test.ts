/** The pages in a real browser. Needs Debian's chromium; without it the tests are skipped and say so. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages, type Language } from '../../src/pages/language.ts';
import { pageHeaders } from '../../src/pages/index.ts';
import { browserMissing, launch, violations } from '../support/browser.ts';
import { pages } from './models.ts';

/** Where screenshots go, for people to look at. */
const shots = process.env['SHOTS'];

describe.skipIf(browserMissing !== undefined)(
  `in a browser${browserMissing ? ` (missing: ${browserMissing})` : ''}`,
  () => {
    let browser: Browser;
    let server: Server;
    let url: string;
    beforeAll(async () => {
      server = createServer((request, response) => {
        const [, language, name] = (request.url ?? '').split('/') as [string, Language, string];
        const page = pages.find((one) => one.name === name);
        if (!page) return void response.writeHead(404).end();
        return void response.writeHead(200, pageHeaders(language)).end(page.show(language));
      });
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      browser = await launch();
      if (shots) await mkdir(shots, { recursive: true });
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      server?.close();
    });

    async function onPage<T>(
      path: string,
      options: BrowserContextOptions,
      look: (page: Page) => Promise<T>,
    ): Promise<T> {
      const context = await browser.newContext(options);
      try {
        const page = await context.newPage();
        await page.goto(`${url}/${path}`);
        return await look(page);
      } finally {
        await context.close();
      }
    }

    const looks = languages.flatMap((language) => pages.map(({ name }) => ({ language, name })));

    it.each(looks)(
      '$name in $language keeps its own policy, without scripts',
      { timeout: 60_000 },
      async ({ language, name }) => {
        const context = await browser.newContext();
        const page = await context.newPage();
        const said: string[] = [];
        page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
        await page.goto(`${url}/${language}/${name}`);
        // The stylesheet is admitted: without it a button has the browser's own look.
        const width = await page.locator('main').evaluate((main) => getComputedStyle(main).maxWidth);
        await context.close();
        expect(said).toEqual([]);
        expect(width).not.toBe('none');
      },
    );

    it.each(looks)(
      'axe finds nothing on $name in $language, light and wide, dark and narrow',
      { timeout: 120_000 },
      async ({ language, name }) => {
        const screens = [
          { colorScheme: 'light', width: 1280 },
          { colorScheme: 'dark', width: 320 },
        ] as const;
        for (const { colorScheme, width } of screens) {
          const options = { bypassCSP: true, colorScheme, viewport: { width, height: 800 } };
          // One after the other: the browser is slow enough.
          // oxlint-disable-next-line no-await-in-loop
          const found = await onPage(`${language}/${name}`, options, async (page) => {
            if (shots)
              await page.screenshot({
                path: `${shots}/${name}-${language}-${colorScheme}-${width}.png`,
                fullPage: true,
              });
            const content = await page.evaluate(() => document.documentElement.scrollWidth);
            return [...(content > width ? [`${content} px wide`] : []), ...(await violations(page))];
          });
          expect(found, `${colorScheme}, ${width} px`).toEqual([]);
        }
      },
    );

    it(
      'the fields of a sign-in are reached in the order in which they are filled in',
      { timeout: 60_000 },
      async () => {
        const order = await onPage('en/sign-in', { javaScriptEnabled: true }, async (page) => {
          const names: (string | null)[] = [];
          for (let step = 0; step < 4; step += 1) {
            // oxlint-disable-next-line no-await-in-loop
            names.push(
              await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || ''),
            );
            // oxlint-disable-next-line no-await-in-loop
            await page.keyboard.press('Tab');
          }
          return names;
        });
        expect(order).toEqual(['login', 'password', 'Sign in', 'Cancel']);
      },
    );
  },
);
