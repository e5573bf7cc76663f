/** Which strings of an OpenAPI document are texts for people, and where they stand. */
import type { Document } from '../openapi.ts';

/** A text for people in a document. */
export interface Text {
  value: string;
  /** Markdown, as descriptions are; else a line, such as a summary. */
  markdown: boolean;
  /** Where it stands, for a translator: `paths/collectivites/get/summary`. No space in it. */
  place: string;
  /** Puts other words in its place. */
  replace(words: string): void;
}

type Kind =
  | 'callback'
  | 'components'
  | 'described'
  | 'document'
  | 'encoding'
  | 'example'
  | 'flow'
  | 'info'
  | 'mediaType'
  | 'operation'
  | 'parameter'
  | 'pathItem'
  | 'response'
  | 'schema'
  | 'scopes'
  | 'securityScheme'
  | 'server'
  | 'tag'
  | 'tagGroup';

/** What a field holds: a line for people, Markdown for people, an object, a list of objects (`[]`), objects by name (`{}`). */
type Holding = 'line' | 'markdown' | Kind | `${Kind}[]` | `${Kind}{}`;

type Fields = Record<string, Holding>;

const all = (names: string, holding: Holding): Fields =>
  Object.fromEntries(names.split(' ').map((name) => [name, holding]));

const described: Fields = { description: 'markdown' };
const content: Fields = { content: 'mediaType{}' };
const shown: Fields = { schema: 'schema', examples: 'example{}' };
const externalDocs: Fields = { externalDocs: 'described' };

/**
 * The objects of OpenAPI 3.1 that hold texts, by their fields; `*` is every field of an object whose keys are names.
 * What is not here is data: names, values, defaults, enums, and the values of examples with the titles in them.
 */
const kinds: Record<Kind, Fields> = {
  document: {
    info: 'info',
    servers: 'server[]',
    tags: 'tag[]',
    'x-tagGroups': 'tagGroup[]',
    ...all('paths webhooks', 'pathItem{}'),
    components: 'components',
    ...externalDocs,
  },
  info: { title: 'line', summary: 'line', ...described },
  server: { ...described, variables: 'described{}' },
  tag: { 'x-displayName': 'line', summary: 'line', ...described, ...externalDocs },
  tagGroup: { name: 'line' },
  pathItem: {
    summary: 'line',
    ...described,
    servers: 'server[]',
    parameters: 'parameter[]',
    ...all('get put post delete options head patch trace', 'operation'),
  },
  operation: {
    summary: 'line',
    ...described,
    'x-usage-note': 'markdown',
    ...externalDocs,
    servers: 'server[]',
    parameters: 'parameter[]',
    requestBody: 'response',
    responses: 'response{}',
    callbacks: 'callback{}',
  },
  callback: { '*': 'pathItem' },
  // A header is a parameter without a name, a request body a response without headers.
  parameter: { ...described, ...shown, ...content },
  response: { summary: 'line', ...described, headers: 'parameter{}', ...content, links: 'described{}' },
  mediaType: { ...shown, encoding: 'encoding{}' },
  encoding: { headers: 'parameter{}' },
  example: { summary: 'line', ...described },
  described,
  schema: {
    title: 'line',
    ...described,
    ...externalDocs,
    ...all('properties patternProperties dependentSchemas $defs', 'schema{}'),
    ...all('allOf anyOf oneOf prefixItems', 'schema[]'),
    ...all('items contains additionalProperties unevaluatedItems unevaluatedProperties propertyNames', 'schema'),
    ...all('not if then else contentSchema', 'schema'),
  },
  securityScheme: { ...described, flows: 'flow{}' },
  flow: { scopes: 'scopes' },
  scopes: { '*': 'line' },
  components: {
    schemas: 'schema{}',
    responses: 'response{}',
    requestBodies: 'response{}',
    ...all('parameters headers', 'parameter{}'),
    examples: 'example{}',
    securitySchemes: 'securityScheme{}',
    links: 'described{}',
    callbacks: 'callback{}',
    pathItems: 'pathItem{}',
  },
};

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list changes its order and keeps its names: `parameters/limit`, `tags/Tokens`. */
function nameOf(item: unknown, index: number): string {
  const name = isNode(item) ? (item['name'] ?? item['url'] ?? item['$ref'] ?? item['title']) : undefined;
  return typeof name === 'string' ? (name.split('/').at(-1) ?? name) : String(index);
}

/**
 * Every text for people in a document, in the document's order, as it is now: replacing one changes no other in the list.
 * A text behind a `$ref` is met where it is defined.
 */
export function textsOf(document: Document): Text[] {
  const texts: Text[] = [];

  function add(node: Node, field: string, place: readonly string[], markdown: boolean, target = field): void {
    const value = node[field];
    if (typeof value !== 'string' || value.trim() === '') return;
    texts.push({
      value,
      markdown,
      place: [...place, field]
        .join('/')
        .replaceAll(/\s+/g, '_')
        .replaceAll(/\/{2,}/g, '/'),
      replace: (words) => void (node[target] = words),
    });
  }

  function visit(node: unknown, kind: Kind, place: readonly string[]): void {
    if (!isNode(node)) return;
    const fields = kinds[kind];
    // The name of a tag is what operations refer to; a reader sees it where there is no `x-displayName`.
    if (kind === 'tag' && node['x-displayName'] === undefined) add(node, 'name', place, false, 'x-displayName');
    for (const [field, value] of Object.entries(node)) {
      const holding = Object.hasOwn(fields, field) ? fields[field] : fields['*'];
      if (holding === undefined) continue;
      const here = [...place, field];
      if (holding === 'line' || holding === 'markdown') add(node, field, place, holding === 'markdown');
      else if (holding.endsWith('[]')) {
        const items = Array.isArray(value) ? value : [];
        items.forEach((item, index) => visit(item, holding.slice(0, -2) as Kind, [...here, nameOf(item, index)]));
      } else if (holding.endsWith('{}')) {
        const items = isNode(value) ? Object.entries(value) : [];
        for (const [name, item] of items) visit(item, holding.slice(0, -2) as Kind, [...here, name]);
      } else visit(value, holding as Kind, here);
    }
  }

  visit(document, 'document', []);
  return texts;
}
