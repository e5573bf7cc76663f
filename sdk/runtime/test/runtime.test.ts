import { afterEach, expect, it, vi } from 'vitest';
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
  nodeFetch: [() => nodeFetch(), 'leaves no choice of proxies, authorities and client certificates. Use the `fetch`'],
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
