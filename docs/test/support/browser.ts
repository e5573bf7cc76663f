/** The docs of the real contracts in a real browser. Needs Debian's chromium; without it the tests are skipped and say so. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type DocsServer, serveDocs } from '../../src/serve.ts';
import { buildReal } from './folder.ts';

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
  /** Opens a page of its own in a context of its own. */
  onPage<T>(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T>;
}

/** Builds, serves and opens the docs for the tests of a file. */
export function openDocs(): Opened {
  const opened = {} as Opened;
  let folder: string;
  let docs: DocsServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docs-'));
    const { out } = await buildReal(folder);
    docs = await serveDocs({ port: 0, root: out });
    const browser = await chromium.launch({ executablePath, args: flags });
    Object.assign(opened, { out, url: docs.url, browser });
  }, 120_000);
  afterAll(async () => {
    await opened.browser?.close();
    await docs?.close();
    await rm(folder, { recursive: true, force: true });
  });
  opened.onPage = async (path, options, look) => {
    const context = await opened.browser.newContext(options);
    try {
      const page = await context.newPage();
      await page.goto(opened.url + path);
      return await look(page);
    } finally {
      await context.close();
    }
  };
  return opened;
}
