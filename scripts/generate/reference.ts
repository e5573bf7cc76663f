import {
  type FlatOperation,
  type OpenApiDocument,
  type Parameter,
  type Reference,
  type Schema,
  flatName,
  operationsOf,
  parametersOf,
  resolve,
  scopesOfAll,
  takesIdempotencyKey,
} from './document.ts';
import { bodyOf } from './examples.ts';
import { shape } from './tree.ts';

interface Described extends Parameter {
  description?: string;
  schema?: Schema | Reference;
}

/** Prose of the contract outside the docs that it was written for: links into the docs become plain text. */
const plain = (text = ''): string => text.trim().replaceAll(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1');

const cell = (text: string): string =>
  plain(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', String.raw`\|`);

/** The type of a parameter or field, in the words of TypeScript. */
function typeText(document: OpenApiDocument, given: Schema | Reference | undefined): string {
  const schema = resolve<Schema>(document, given ?? {});
  const known = (schema['enum'] ?? schema['x-extensible-enum']) as unknown[] | undefined;
  if (known) return known.map((value) => JSON.stringify(value).replaceAll('"', "'")).join(' | ');
  const types = [schema['type'] ?? 'object'].flat() as string[];
  const names = types.map((type) => {
    if (type === 'array') return `${typeText(document, schema['items'] as Schema)}[]`;
    if (type === 'integer') return 'number';
    return type === 'string' && typeof schema['format'] === 'string' ? `string (${schema['format']})` : type;
  });
  return names.join(' | ');
}

interface Row {
  name: string;
  required: boolean;
  type: string;
  what: string;
}

/** What the schema says of a value beside its type, where a reader would want to know. */
function boundsOf(schema: Schema): string {
  const { default: fallback, maximum } = schema;
  const small = typeof maximum === 'number' && maximum <= 10_000;
  return (
    (fallback === undefined ? '' : ` Default \`${JSON.stringify(fallback)}\`.`) + (small ? ` At most ${maximum}.` : '')
  );
}

function parameterRows(document: OpenApiDocument, flat: FlatOperation): Row[] {
  return (parametersOf(document, flat) as Described[])
    .filter((parameter) => parameter.in === 'path' || parameter.in === 'query')
    .map(({ name, required = false, schema, description = '' }) => ({
      name,
      required,
      type: typeText(document, schema),
      what: description.trim() + boundsOf(resolve<Schema>(document, schema ?? {})),
    }));
}

function bodyRows(document: OpenApiDocument, { operation }: FlatOperation): Row[] {
  const body = operation.requestBody && resolve<{ content?: Record<string, unknown> }>(document, operation.requestBody);
  const media = Object.values(body?.content ?? {})[0] as { schema?: Schema | Reference } | undefined;
  if (!media?.schema) return [];
  const schema = resolve<Schema>(document, media.schema);
  const required = (schema['required'] ?? []) as string[];
  return Object.entries((schema['properties'] ?? {}) as Record<string, Schema | Reference>).map(([name, property]) => {
    const resolved = resolve<Schema>(document, property);
    const items = resolved['items'] && resolve<Schema>(document, resolved['items'] as Schema);
    const fields = Object.keys((items as Schema | undefined)?.['properties'] ?? {});
    return {
      name: `body.${name}`,
      required: required.includes(name),
      type: fields.length > 0 ? `{ ${fields.join(', ')} }[]` : typeText(document, property),
      what: String(resolved['description'] ?? '').trim() + boundsOf(resolved),
    };
  });
}

function table(rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  return [
    '| parameter | type | what |',
    '| --- | --- | --- |',
    ...rows.map(
      ({ name, required, type, what }) =>
        `| \`${name}\`${required ? '' : ' (optional)'} | \`${cell(type)}\` | ${cell(what)} |`,
    ),
    '',
  ];
}

function section(document: OpenApiDocument, flat: FlatOperation): string[] {
  const { path, method, operation } = flat;
  const { operationId, responses } = operation;
  const { type, required } = shape(document, flat);
  const scopes = scopesOfAll(flat);
  const failures = Object.keys(responses).filter((status) => /^[45]/.test(status));
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'));
  const example = success && bodyOf(document, success[1]);
  const samples = (operation as { 'x-codeSamples'?: { lang: string; source: string }[] })['x-codeSamples'];
  const sample = samples?.find(({ lang }) => lang === 'TypeScript')?.source;
  const parameters = type === '' ? '' : `params${required ? '' : '?'}, `;
  const facts = [
    `\`${method.toUpperCase()} ${path}\``,
    scopes.length > 0 ? `scope ${scopes.map((scope) => `\`${scope}\``).join(' or ')}` : 'no scope',
    ...(operation['x-pagination'] ? ['pages'] : []),
    ...(takesIdempotencyKey(document, flat) ? ['idempotency key'] : []),
    `fails with ${failures.join(', ')}`,
    `alone: \`${flatName(operationId)}\``,
  ];
  return [
    `### ${operationId}`,
    '',
    `\`client.${operationId}(${parameters}options?)\``,
    '',
    `${facts.join(' · ')}.`,
    '',
    ...(operation.deprecated ? ['**Deprecated.**', ''] : []),
    `${plain(operation.summary)}. ${plain(operation.description)}`.trim(),
    '',
    ...table([...parameterRows(document, flat), ...bodyRows(document, flat)]),
    ...(sample ? ['```ts', sample.trimEnd(), '```', ''] : []),
    ...(example === undefined
      ? []
      : ['Answers, for example:', '', '```json', JSON.stringify(example, null, 1), '```', '']),
  ];
}

/** What each set of scopes that a credential can be given holds. */
function permissionSets({ 'x-permission-sets': sets = {} }: OpenApiDocument): string[] {
  if (Object.keys(sets).length === 0) return [];
  return [
    '## Permission sets',
    '',
    'A credential is given one of these, or `custom` with scopes of its own.',
    '',
    '| set | scopes |',
    '| --- | --- |',
    ...Object.entries(sets).map(
      ([name, scopes]) => `| \`${name}\` | ${scopes.map((scope) => `\`${scope}\``).join(', ')} |`,
    ),
    '',
  ];
}

/** `docs/api.md`: the operations as a page that travels with the package. */
export function referencePage(document: OpenApiDocument): string {
  const groups = Map.groupBy(operationsOf(document), ({ operation }) => operation.tags?.[0] ?? 'Operations');
  const lines = [
    '# Operations',
    '',
    '<!-- This file is generated from the contract. Do not edit. -->',
    '',
    'Every operation is a method of the client under its operationId, and a function of its own that tree-shakes',
    '(`someOperation({ client: client.transport, path, query, body })`). `params` holds the parameters below by their names;',
    '`options` are those of [calls](calls.md). What is sent and answered has a type in `dist/index.d.ts`. A list that says',
    '_pages_ is one page when you await it, and all items when you iterate over it.',
    '',
    ...[...groups].flatMap(([tag, operations]) => [
      `## ${tag}`,
      '',
      ...operations.flatMap((flat) => section(document, flat)),
    ]),
    ...permissionSets(document),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
