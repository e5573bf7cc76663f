/** The docs of the real contracts in a real browser. Needs Debian's chromium; without it the tests are skipped and say so. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { defaultOutDir } from '../../src/out-dir.ts';
import { type DocsServer, serveDocs } from '../../src/serve.ts';

const executablePath = '/usr/bin/chromium';

export const missing = !existsSync(executablePath);
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

export interface Opened {
  /** Folder of the editions. */
  out: string;
  /** Where they are served, with a last slash: the public edition, and the other one below `internal/`. */
  url: string;
  browser: Browser;
  /**
   * Shows a page as a reader has it who comes for the first time. Tests with the same kind of reader share a context, which
   * costs the browser more than a page: the size of the screen, the scheme of colours and permissions are set on it.
   */
  onPage<T>(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T>;
}

/** Serves and opens the docs for the tests of a file. They were built before the tests. */
export function openDocs(): Opened {
  const opened = {} as Opened;
  let docs: DocsServer;
  beforeAll(async () => {
    docs = await serveDocs({ port: 0 });
    const browser = await chromium.launch({ executablePath, args: flags });
    Object.assign(opened, { out: defaultOutDir, url: docs.url, browser });
  }, 120_000);
  afterAll(async () => {
    await opened.browser?.close();
    await docs?.close();
  });
  const pages = new Map<string, Promise<Page>>();
  opened.onPage = async (path, { viewport, colorScheme, permissions, ...kind }, look) => {
    const key = JSON.stringify(kind);
    const opening = pages.get(key) ?? opened.browser.newContext(kind).then((context) => context.newPage());
    pages.set(key, opening);
    const page = await opening;
    if (permissions) await page.context().grantPermissions(permissions);
    await page.setViewportSize(viewport ?? { width: 1280, height: 720 });
    await page.emulateMedia({ media: null, colorScheme: colorScheme ?? 'light' });
    try {
      await page.goto(opened.url + path);
      return await look(page);
    } finally {
      page.removeAllListeners();
      await page.evaluate(() => localStorage.clear());
      // To go to another place of the same page would not load it.
      await page.goto('about:blank');
    }
  };
  return opened;
}
