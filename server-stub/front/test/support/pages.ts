/** Every page of `../pages/models.ts`, served and opened in a browser, for the tests of a file. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { languages, type Language } from '../../src/pages/language.ts';
import { pageHeaders } from '../../src/pages/index.ts';
import { pages } from '../pages/models.ts';
import { launch } from './browser.ts';

/** Each page in each language. */
export const looks = languages.flatMap((language) => pages.map(({ name }) => ({ language, name })));

export interface OpenPages {
  /** A tab, in a context of its own. It shows one page after the other: contexts cost more than pages. */
  tab(options?: BrowserContextOptions): Promise<Page>;
  address(name: string, language: Language): string;
}

export function openPages(): OpenPages {
  let browser: Browser;
  let server: Server;
  const opened = {} as OpenPages;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const [, language, name] = (request.url ?? '').split('/') as [string, Language, string];
      const page = pages.find((one) => one.name === name);
      if (!page) return void response.writeHead(404).end();
      return void response.writeHead(200, pageHeaders(language)).end(page.show(language));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    opened.address = (name, language) => `http://127.0.0.1:${port}/${language}/${name}`;
    browser = await launch();
    opened.tab = async (options) => (await browser.newContext(options)).newPage();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });
  return opened;
}
