/** The docs in a real browser. Needs Debian's chromium; without it the tests are skipped and say so. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocsServer, serveDocs } from '../src/serve.ts';
import { buildReal } from './support/folder.ts';

const executablePath = '/usr/bin/chromium';
const missing = !existsSync(executablePath);
if (missing)
  console.warn(`Browser tests are skipped: there is no ${executablePath}. Install it: apt-get install chromium`);
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

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
  let folder: string;
  let browser: Browser;
  let docs: DocsServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docs-'));
    const { out } = await buildReal(folder);
    docs = await serveDocs({ port: 0, root: out });
    browser = await chromium.launch({ executablePath, args: flags });
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await docs?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function onPage<T>(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      await page.goto(docs.url + path);
      return await look(page);
    } finally {
      await context.close();
    }
  }

  it.each(paths)('/%s breaks no rule of the content security policy, and asks no other host', async (path) => {
    const context = await browser.newContext();
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

  /** What axe finds serious or critical. The policy is lifted for axe alone: it is put into the page. */
  async function axe(path: string, options: BrowserContextOptions, rules?: string[]): Promise<string[]> {
    const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    return onPage(path, { bypassCSP: true, ...options }, async (page) => {
      await page.addScriptTag({ content: source });
      return page.evaluate(async (only) => {
        type Violation = { id: string; impact: string; nodes: { html: string }[] };
        const { axe: engine } = window as unknown as {
          axe: { run(options: object): Promise<{ violations: Violation[] }> };
        };
        const { violations } = await engine.run({ resultTypes: ['violations'], ...(only && { runOnly: only }) });
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      }, rules);
    });
  }

  // The public reference is a part of the internal one.
  it.each(paths.filter((path) => path !== 'reference.html'))(
    'axe finds nothing serious or critical on /%s',
    async (path) => {
      expect(await axe(path, { colorScheme: 'light', viewport: { width: 1366, height: 900 } })).toEqual([]);
    },
  );

  it.each(['', 'errors.html', 'registry.html'])(
    'axe finds nothing serious or critical on /%s on a phone',
    async (path) => {
      expect(await axe(path, { colorScheme: 'dark', viewport: { width: 390, height: 844 } })).toEqual([]);
    },
  );

  it('the colours of the dark theme have enough contrast', async () => {
    expect(await axe('internal/registry.html', { colorScheme: 'dark' }, ['color-contrast'])).toEqual([]);
  });

  it.each(paths)('/%s is never wider than its screen, from 1366 px down to 320', async (path) => {
    const wide = await onPage(path, {}, async (page) => {
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
    const { text, operations, panels, hiddenPanels } = await onPage(
      'reference.html',
      { javaScriptEnabled: false },
      async (page) => ({
        text: await page.locator('main').innerText(),
        operations: await page.locator('article[data-usage] h3').allInnerTexts(),
        panels: await page.locator('.panel').count(),
        hiddenPanels: await page.locator('.panel:not(:visible)').count(),
      }),
    );
    expect(operations.length).toBeGreaterThan(20);
    for (const operation of operations) expect(text).toContain(operation);
    expect(panels).toBeGreaterThan(operations.length);
    expect(hiddenPanels).toBe(0);
    expect(text).toContain('modifieDepuis');
    expect(text).toContain('"Métropole de Lyon"');
  });

  it('without scripts no button stands there that does nothing', async () => {
    const buttons = await onPage('internal/reference.html', { javaScriptEnabled: false }, (page) =>
      page.locator('button:visible, input:visible').count(),
    );
    expect(buttons).toBe(0);
  });

  it('the usage filter hides operations and menu entries without a reload, says how many, and stands in the address', async () => {
    await onPage('internal/reference.html', {}, async (page) => {
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
    await onPage('reference.html', {}, async (page) => {
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
    await onPage('', { colorScheme: 'light' }, async (page) => {
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
    await onPage('getting-started.html', { permissions }, async (page) => {
      const block = page.locator('.code').first();
      await block.hover();
      await block.locator('.copy').click();
      await page.locator('[role=status]', { hasText: 'Copied' }).waitFor({ state: 'attached' });
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toBe(await block.locator('code').textContent());
    });
  });

  it('on a phone the menu opens, leads to an operation and closes', async () => {
    await onPage('reference.html', { viewport: { width: 390, height: 844 } }, async (page) => {
      expect(await page.locator('#menu').isVisible()).toBe(false);
      await page.locator('[data-menu-button]').click();
      await page.locator('#menu a[href="#operation/indicateurs.valeurs.list"]').click();
      expect(await page.locator('#menu').isVisible()).toBe(false);
      expect(decodeURIComponent(new URL(page.url()).hash)).toBe('#operation/indicateurs.valeurs.list');
    });
  });

  it('the menu marks the operation that is being read', async () => {
    await onPage('reference.html#operation/indicateurs.valeurs.upsert', {}, async (page) => {
      const current = page.locator('#menu [aria-current=location]');
      await expect.poll(() => current.getAttribute('href')).toBe('#operation/indicateurs.valeurs.upsert');
    });
  });
});
