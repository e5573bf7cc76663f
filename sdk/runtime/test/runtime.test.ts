import { afterEach, expect, it, vi } from 'vitest';
import { apiKey, authorizedFetch } from '@guichet/runtime';
import { nodeFetch } from '@guichet/runtime/node';
import { fileStore } from '@guichet/runtime/stores/file';

afterEach(() => {
  vi.unstubAllGlobals();
});

const platforms = {
  // It has Node's modules by name, with nothing behind them that serves here.
  workerd: () => vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' }),
  'a browser': () => {
    vi.stubGlobal('process', undefined);
    vi.stubGlobal('document', {});
  },
  'this runtime': () => vi.stubGlobal('process', { env: {} }),
};

const refused = {
  fileStore: [() => fileStore(), 'has no files to share. Use `redisStore` or `memoryStore`.'],
  nodeFetch: [() => nodeFetch(), 'offers no choice of proxies, authorities or client certificates. Use the `fetch`'],
} as const;

it.each(
  Object.entries(platforms).flatMap(([platform, become]) =>
    Object.entries(refused).map(([name, [make, why]]) => ({ platform, become, name, make, why })),
  ),
)('$name in $platform: refused at construction, by name, and told what to use', ({ become, make, ...named }) => {
  become();
  expect(make).toThrow(TypeError);
  expect(make).toThrow(`${named.name}: ${named.platform} ${named.why}`);
});

// fetch of workerd, told to behave as of before September 2025, takes it along: `test/runtimes` shows it there.
it('S3 on workerd a redirect to another origin is followed without `Authorization`, whoever wrote it', async () => {
  platforms.workerd();
  const seen: unknown[] = [];
  const api = authorizedFetch({
    tokens: apiKey('canary', { header: 'Authorization: ApiKey' }),
    baseUrl: 'https://api.test',
    retry: false,
    fetch: async (input, init) => {
      seen.push([
        String(input),
        init?.redirect,
        (init?.headers as Record<string, string> | undefined)?.['authorization'],
      ]);
      return seen.length % 2 === 1
        ? new Response(null, { status: 302, headers: { location: 'https://stranger.test/away' } })
        : new Response('ok');
    },
  });
  await api('/x');
  await api('/x', { headers: { authorization: 'Basic own' } });
  expect(seen).toEqual([
    ['https://api.test/x', 'manual', 'ApiKey canary'],
    ['https://stranger.test/away', 'manual', undefined],
    ['https://api.test/x', 'manual', 'Basic own'],
    ['https://stranger.test/away', 'manual', undefined],
  ]);
});
