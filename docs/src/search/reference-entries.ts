import type { Edition, Reference } from '../edition.ts';
import { markdown } from '../markdown.ts';
import { type Document, type Operation, type Parameter, type Schema, componentName, resolve } from '../openapi.ts';
import type { Section } from '../redoc.ts';
import { basePath, operationAnchor } from '../reference/endpoint.ts';
import { sharedResponses } from '../reference/shared.ts';
import type { Page } from '../site.ts';
import { usagesOf } from '../usage.ts';
import type { Entry } from './engine.ts';
import { textOf } from './page-entries.ts';

/** Names of the schemas and fields below a node of the document, each followed once. */
function namesBelow(document: Document, node: unknown, names: Set<string>): void {
  if (Array.isArray(node)) for (const item of node) namesBelow(document, item, names);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  if ('$ref' in node) {
    const name = componentName(node) ?? '';
    if (names.has(name)) return;
    names.add(name);
    return namesBelow(document, resolve(document, node), names);
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties') for (const name of Object.keys(value as Record<string, Schema>)) names.add(name);
    // Examples hold values, not names.
    if (!['example', 'examples', 'enum', 'default', 'const'].includes(key)) namesBelow(document, value, names);
  }
}

function namesOf(document: Document, operation: Operation, parameters: readonly unknown[]): string {
  const names = new Set<string>();
  for (const declared of parameters) names.add(resolve<Parameter>(document, declared as Parameter).name);
  for (const requirement of operation.security ?? document.security ?? []) {
    for (const scope of Object.values(requirement).flat()) names.add(scope);
  }
  const ofSuccess = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith('2'));
  namesBelow(document, [operation.requestBody, ...ofSuccess.map(([, response]) => response)], names);
  return [...names].join(' ');
}

/** What of a reference can be found: operations, and all that has an anchor besides. */
export function referenceEntries(reference: Reference, page: Page, audience: Edition['audience']): Omit<Entry, 'id'>[] {
  const { plain: document, endpoints, reader, said, words } = reference;
  const textOfMarkdown = (source: string | undefined) => (source ? textOf(markdown(source).markup) : '');
  const entry = (title: string, anchor: string, own: Partial<Entry>): Omit<Entry, 'id'> => {
    const [, lang] = /^<span lang="(\w+)">/.exec(said(title).markup) ?? [];
    const url = anchor === '' ? page.file : `${page.file}#${anchor}`;
    const rest = { where: page.title, address: '', names: '', text: '', code: '' };
    return { url, kind: 'reference', title, ...(lang !== undefined && { lang }), ...rest, ...own };
  };
  const ofSection = (section: Section): Omit<Entry, 'id'>[] => [
    ...(section.kind === 'tag'
      ? [entry(section.title, section.id, { text: textOfMarkdown(section.description) })]
      : []),
    ...section.operations.flatMap(({ operationId = '', name }) => {
      const endpoint = endpoints.get(operationId);
      if (!endpoint) return [];
      const { operation, pathItem, method, path } = endpoint;
      return entry(name, operationAnchor(operationId), {
        kind: 'operation',
        where: `${page.title} › ${section.title}`,
        address: `${endpoint.webhook ? '' : basePath(document, endpoint)}${path} ${operationId}`,
        names: namesOf(document, operation, [...(pathItem.parameters ?? []), ...(operation.parameters ?? [])]),
        text: textOfMarkdown([operation.description, operation['x-usage-note']].filter(Boolean).join('\n\n')),
        method,
        usages: usagesOf(operation, audience),
      });
    }),
    ...section.sections.flatMap(ofSection),
  ];
  const shared = sharedResponses(reference);
  const component = (kind: string, name: string, anchor: string) => {
    const found = resolve<Schema>(document, { $ref: `#/components/${kind}/${name}` });
    const names = new Set<string>();
    namesBelow(document, found, names);
    const where = `${page.title} › ${anchor === 'security' ? words.security.title : words.shared.title}`;
    const text = textOfMarkdown(found['description'] as string | undefined);
    return entry(name, `${anchor}/${name}`, { kind: 'schema', where, names: [...names].join(' '), text });
  };
  return [
    entry(page.title, '', { where: '', text: page.description }),
    ...reader.sections.flatMap(ofSection),
    ...Object.keys(document.components?.securitySchemes ?? {}).map((name) =>
      component('securitySchemes', name, 'security'),
    ),
    ...shared.schemas.map((name) => component('schemas', name, 'schema')),
    ...shared.names.map((name) => component('responses', name, 'response')),
  ];
}
