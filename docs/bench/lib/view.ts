import type { Browser } from 'playwright-core';

/** What a reader's first look at a page costs. */
export interface View {
  /** Bytes over the wire, headers and compressed bodies, of all requests. */
  bytes: number;
  requests: number;
  /** Milliseconds of tasks beyond their first 50 (long tasks). */
  blocked: number;
  /** Milliseconds to the first paint. */
  painted: number;
  /** Addresses on other hosts, and violations of the policy. */
  foreign: string[];
}

/** Opens a page in a fresh context, without any cache. */
export async function view(browser: Browser, url: string, settle = 1500): Promise<View> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 } });
  try {
    const page = await context.newPage();
    const { origin } = new URL(url);
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && /^https?:/.test(request.url())) foreign.push(request.url());
    });
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) foreign.push(message.text());
    });
    // Nothing leaves this machine, whatever a page asks for.
    await page.route(/^https?:/, (route) =>
      route.request().url().startsWith(origin) ? route.continue() : route.abort(),
    );
    await page.addInitScript(() => {
      const seen: number[] = [];
      Object.assign(globalThis, { longTasks: seen });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) seen.push(duration);
      }).observe({ type: 'longtask', buffered: true });
    });
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    let requests = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      requests++;
    });
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForTimeout(settle);
    const { blocked, painted } = await page.evaluate(() => ({
      blocked: (globalThis as unknown as { longTasks: number[] }).longTasks.reduce(
        (sum, ms) => sum + Math.max(0, ms - 50),
        0,
      ),
      painted: performance.getEntriesByName('first-paint')[0]?.startTime ?? NaN,
    }));
    return { bytes, requests, blocked, painted, foreign };
  } finally {
    await context.close();
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
};
