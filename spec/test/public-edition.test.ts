import { describe, expect, it } from 'vitest';
import { type Document, bundleAs, builtBundles, operationsOf } from './documents.ts';

const bundles = builtBundles();

const editions = ['public', 'registry-public'] as const;

/** Every string of a JSON value, keys included. */
function* strings(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* strings(item);
  else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* strings(item);
    }
  }
}

describe.each(editions)('the edition "%s"', (name) => {
  it('has public operations only', () => {
    const usages = operationsOf(bundles[name]).map((operation) => operation['x-usage'] ?? []);
    expect(usages.length).toBeGreaterThan(0);
    for (const usage of usages) expect(usage).toContain('public');
  });

  it('never says internal or debug, except for the problem "internal-error"', () => {
    const leaks = [...strings(bundles[name])].filter((text) =>
      /internal|debug/i.test(text.replaceAll(/internal-error|internalError|InternalServerError/g, '')),
    );
    expect(leaks).toEqual([]);
  });

  it('has no tag, tag group, scope or security scheme that no operation uses', () => {
    const document = bundles[name];
    const operations = operationsOf(document);
    const tags = new Set(operations.flatMap((operation) => operation.tags));
    expect(document.tags.map((tag) => tag.name)).toEqual([...tags]);
    expect(document['x-tagGroups'].flatMap((group) => group.tags)).toEqual([...tags]);

    const requirements = operations.flatMap((operation) => operation.security ?? []);
    const schemes = new Set(requirements.flatMap((requirement) => Object.keys(requirement)));
    expect(new Set(Object.keys(document.components.securitySchemes!))).toEqual(schemes);
    const scopes = new Set(requirements.flatMap((requirement) => requirement.oauth2 ?? []));
    for (const flow of Object.values(document.components.securitySchemes!.oauth2!.flows!)) {
      expect(new Set(Object.keys(flow.scopes))).toEqual(scopes);
    }
  });

  it('has no component that nothing refers to, and no reference to nothing', () => {
    const document = bundles[name];
    const refs = new Set([...strings(document)].filter((text) => text.startsWith('#/components/')));
    const components = Object.entries(document.components).flatMap(([kind, entries]) =>
      kind === 'securitySchemes' ? [] : Object.keys(entries).map((key) => `#/components/${kind}/${key}`),
    );
    expect(refs).toEqual(new Set(components));
  });
});

const operation = (operationId: string, usage?: string[]) => ({
  operationId,
  tags: ['Things'],
  ...(usage && { 'x-usage': usage }),
  responses: { 200: { description: 'Well' } },
});
const hook = (operationId: string, usage?: string[]) => ({ post: operation(operationId, usage) });

describe('the decorators of the public edition', () => {
  const probe = {
    openapi: '3.1.1',
    info: { title: 'Probe', version: '1' },
    tags: [{ name: 'Things' }],
    'x-tagGroups': [{ name: 'All', tags: ['Things'] }],
    webhooks: { told: hook('told', ['public']), unmarked: hook('unmarkedHook') },
    paths: {
      '/known': { get: operation('known', ['public', 'app', 'pipeline', 'internal', 'debug']) },
      '/unmarked': { get: operation('unmarked') },
      '/mixed': { get: operation('mixed', ['public']), post: operation('hidden', ['internal']) },
    },
  };

  // Made by the first test that wants it.
  let made: Promise<Document> | undefined;
  const madeOfProbe = () => (made ??= bundleAs('public', probe));

  it('an operation without x-usage stays out', async () => {
    const document = await madeOfProbe();
    expect(operationsOf(document).map(({ operationId }) => operationId)).toEqual(['known', 'mixed']);
    expect(Object.keys(document.paths)).toEqual(['/known', '/mixed']);
    expect(Object.keys(document.webhooks ?? {})).toEqual(['told']);
  });

  it('a component that only hidden operations use goes with them', async () => {
    const hidden = {
      description: 'Well',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Hidden' } } },
    };
    const document = await bundleAs('public', {
      ...probe,
      paths: {
        ...probe.paths,
        '/hidden': { get: { ...operation('secret', ['internal']), responses: { 200: hidden } } },
      },
      components: { schemas: { Hidden: { type: 'object' } } },
    });
    expect(JSON.stringify(document)).not.toContain('Hidden');
  });

  it('the usages a reader knows remain on a public operation, the others go', async () => {
    const document = await madeOfProbe();
    expect(document.paths['/known']!.get!['x-usage']).toEqual(['public', 'app', 'pipeline']);
  });
});
