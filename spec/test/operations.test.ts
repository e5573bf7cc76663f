import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ContractName } from '../bundle.ts';
import { builtBundles, operationsOf, readJson, root } from './documents.ts';

const bundles = builtBundles();

const idsOf = (name: ContractName) =>
  operationsOf(bundles[name])
    .map((operation) => operation.operationId)
    .toSorted();

describe('operations of the contracts', () => {
  it('the public editions leave out what is not public, and nothing else', () => {
    for (const name of ['full', 'registry'] as const) {
      const operations = operationsOf(bundles[name]);
      const open = operations.filter((operation) => operation['x-usage']?.includes('public'));
      const ids = open.map((operation) => operation.operationId).toSorted();
      expect(idsOf(name === 'full' ? 'public' : 'registry-public')).toEqual(ids);
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.length).toBeLessThan(operations.length);
    }
  });

  it('the public edition still has every operation of the latest release', () => {
    const [latest] = JSON.parse(readFileSync(join(root, 'spec/released/releases.json'), 'utf8')) as {
      version: string;
    }[];
    const released = operationsOf(readJson(join(root, 'spec/released', latest!.version, 'reference.json')));
    expect(released.length).toBeGreaterThan(20);
    const present = new Set(idsOf('public'));
    const gone = released.map(({ operationId }) => operationId).filter((id) => !present.has(id));
    expect(gone).toEqual([]);
  });

  it('OAuth endpoints stand at the root, resources under /api/v1', () => {
    const bases = Object.entries(bundles.full.paths).map(([path, item]) => {
      const servers = item.servers as unknown as { url: string }[] | undefined;
      return [path, servers?.[0]?.url ?? '/api/v1'];
    });
    const expected = bases.map(([path]) => [path, /^\/(oauth|\.well-known|health)/.test(path!) ? '/' : '/api/v1']);
    expect(bases).toEqual(expected);
  });

  it('each OAuth endpoint is named once, by its member of the authorization server metadata', () => {
    const endpoints = operationsOf(bundles.public).flatMap((operation) => operation['x-oauth-endpoint'] ?? []);
    expect(endpoints.toSorted()).toEqual([
      'authorization_endpoint',
      'device_authorization_endpoint',
      'introspection_endpoint',
      'jwks_uri',
      'metadata',
      'revocation_endpoint',
      'token_endpoint',
    ]);
  });

  it('every answer with a secret or a token forbids caches', () => {
    const carriers = ['oauth.token', 'credentials.create', 'credentials.secrets.create', 'clients.apiKey.issue'];
    const operations = [...operationsOf(bundles.full), ...operationsOf(bundles.registry)];
    const cacheable = carriers.filter((id) => {
      const operation = operations.find(({ operationId }) => operationId === id);
      const success = (operation?.responses['200'] ?? operation?.responses['201']) as { headers: object };
      return !('Cache-Control' in success.headers);
    });
    expect(cacheable).toEqual([]);
  });
});
