import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { type Document, builtBundles } from './documents.ts';

interface Node {
  [key: string]: unknown;
}

const bundles = builtBundles();

const pointer = (path: readonly string[]) =>
  path.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

function resolve(document: Document, ref: string): Node {
  let node: Node = document as unknown as Node;
  for (const part of ref.slice(2).split('/')) node = node[part] as Node;
  return node;
}

/** Every place that has a schema and examples beside it: media types, parameters, headers. */
function* exampled(node: unknown, path: string[] = []): Generator<{ path: string[]; node: Node }> {
  if (node === null || typeof node !== 'object') return;
  const entry = node as Node;
  if ('schema' in entry && ('example' in entry || 'examples' in entry)) yield { path, node: entry };
  for (const [key, value] of Object.entries(entry)) {
    if (key !== 'example' && key !== 'value') yield* exampled(value, [...path, key]);
  }
}

function check(document: Document): { checked: number; wrong: string[] } {
  // OpenAPI's own keywords are unknown to JSON Schema; the reference bundles are no schema as a whole.
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true, validateSchema: false }));
  ajv.addSchema(document, 'contract');
  const wrong: string[] = [];
  let checked = 0;
  for (const { path, node } of exampled(document)) {
    const validate = ajv.compile({ $ref: `contract#${pointer([...path, 'schema'])}` });
    const examples = Object.entries((node.examples ?? {}) as Record<string, { $ref?: string; value?: unknown }>).map(
      ([name, example]) => [name, example.$ref ? resolve(document, example.$ref).value : example.value] as const,
    );
    if ('example' in node) examples.push(['example', node.example]);
    for (const [name, value] of examples) {
      checked += 1;
      if (!validate(value)) wrong.push(`${path.join(' ')} ${name}: ${ajv.errorsText(validate.errors)}`);
    }
  }
  return { checked, wrong };
}

describe('examples', () => {
  it.each(['full', 'registry'] as const)(
    'every example of "%s" validates by Ajv, independent of the linter',
    (name) => {
      const { checked, wrong } = check(bundles[name]);
      expect(wrong).toEqual([]);
      expect(checked).toBeGreaterThan(name === 'full' ? 80 : 20);
    },
  );

  it('a wrong example would be noticed', () => {
    const document = structuredClone(bundles.full);
    const example = resolve(document, '#/components/examples') as Record<string, { value: Node }>;
    example['collectivites.get.success']!.value.id = 'not a number';
    expect(check(document).wrong).toEqual([expect.stringContaining('success: data/id must be integer')]);
  });

  it('S0: the contract lets answers grow, and takes unknown fields in requests for mistakes', () => {
    const ajv = addFormats.default(new Ajv2020({ strict: false, validateSchema: false }));
    ajv.addSchema(bundles.full, 'contract');
    const example = resolve(bundles.full, '#/components/examples') as Record<string, { value: Node }>;
    const valid = (schema: string, value: unknown) =>
      ajv.validate({ $ref: `contract#/components/schemas/${schema}` }, value);

    const collectivite = { ...example['collectivites.get.success']!.value, type: 'syndicat', population: 12 };
    expect(valid('Collectivite', collectivite)).toBe(true);
    const request = example['credentials.create.readOnly']!.value;
    expect(valid('CredentialCreateRequest', request)).toBe(true);
    expect(valid('CredentialCreateRequest', { ...request, scope: 'all' })).toBe(false);
  });

  it('every problem example has a known type under the problem base, and the status of its response', () => {
    const document = bundles.full as unknown as { components: Record<string, Record<string, Node>> };
    const types = document.components.schemas!.ProblemType!['x-extensible-enum'] as string[];
    const responses = Object.values(document.components.responses!) as unknown as {
      content: Record<string, { examples: Record<string, { $ref: string }> }>;
    }[];
    const statuses = responses.flatMap(({ content }) => {
      const refs = Object.values(content['application/problem+json']?.examples ?? {});
      const problems = refs.map(({ $ref }) => resolve(bundles.full, $ref).value as { type: string; status: number });
      for (const problem of problems) expect(types).toContain(problem.type);
      return problems.length > 0 ? [new Set(problems.map(({ status }) => status))] : [];
    });
    expect(statuses.length).toBeGreaterThan(5);
    for (const status of statuses) expect(status.size).toBe(1);
  });
});
