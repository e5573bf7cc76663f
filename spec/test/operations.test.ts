import { beforeAll, describe, expect, it } from 'vitest';
import type { ContractName } from '../bundle.ts';
import { type Document, freshBundles, operationsOf } from './documents.ts';

const core = `
  collectivites.list collectivites.get collectivites.labellisations.list
  indicateurs.definitions.list indicateurs.valeurs.list indicateurs.valeurs.upsert
  utilisateur.get
  oauth.authorize oauth.token oauth.revoke oauth.introspect oauth.deviceAuthorization oauth.metadata oauth.jwks
  credentials.list credentials.create credentials.get credentials.update credentials.delete
  credentials.secrets.list credentials.secrets.create credentials.secrets.delete
  credentials.revoke credentials.extend credentials.usage.get credentials.auditEvents.list permissionSets.list
`;
const own = 'operations.health operations.debugToken registeredClients.usage.get';
const registry = 'clients.create clients.get clients.apiKey.issue clients.apiKey.revoke';
const registryOwn = 'apiKeys.validate apiKeys.changes.list';

const sorted = (...ids: string[]) => ids.join(' ').split(/\s+/).filter(Boolean).toSorted();

let bundles: Record<ContractName, Document>;
beforeAll(async () => {
  bundles = await freshBundles();
});

const idsOf = (name: ContractName) =>
  operationsOf(bundles[name])
    .map((operation) => operation.operationId)
    .toSorted();

describe('operations of the contracts', () => {
  it('the full contract has every promised operation, and no other', () => {
    expect(idsOf('full')).toEqual(sorted(core, own));
  });

  it('the registry contract has every promised operation, and no other', () => {
    expect(idsOf('registry')).toEqual(sorted(registry, registryOwn));
  });

  it('the public editions leave out what is not public, and nothing else', () => {
    expect(idsOf('public')).toEqual(sorted(core));
    expect(idsOf('registry-public')).toEqual(sorted(registry));
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
