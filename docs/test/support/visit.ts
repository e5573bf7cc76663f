import type { Page } from 'playwright-core';
import type { Opened } from './browser.ts';

/** What happens when a page is opened. */
export interface Visit {
  /** Errors that the browser told of. */
  said: string[];
  /** Addresses that it asked. */
  asked: string[];
  /** Screens that the page is wider than. */
  wide: string[];
}

/** Opens each page once, on screens of each width, for all tests of a file. */
export function visitor(docs: Opened): (path: string) => Promise<Visit> {
  const visits = new Map<string, Promise<Visit>>();
  let opening: Promise<Page> | undefined;
  async function look(path: string): Promise<Visit> {
    const visit: Visit = { said: [], asked: [], wide: [] };
    opening ??= docs.browser.newPage();
    const page = await opening;
    page.removeAllListeners();
    page.on('console', (message) => message.type() === 'error' && visit.said.push(message.text()));
    page.on('pageerror', (error) => visit.said.push(error.message));
    page.on('request', (request) => visit.asked.push(request.url()));
    await page.goto(docs.url + path);
    const measure = async (width: number) => {
      await page.setViewportSize({ width, height: 800 });
      const content = await page.evaluate(() => document.documentElement.scrollWidth);
      if (content > width) visit.wide.push(`${content} px on a screen of ${width}`);
    };
    await measure(1366);
    await measure(768);
    await measure(390);
    await measure(320);
    return visit;
  }
  return (path) => {
    const visit = visits.get(path) ?? look(path);
    visits.set(path, visit);
    return visit;
  };
}
