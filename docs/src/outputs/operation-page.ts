import { type Method, deriveOperationId } from '../../../server-stub/front/src/contract/operation.ts';
import { basePath, operationAnchor } from '../reference/endpoint.ts';
import {
  type Document,
  type Endpoint,
  type MediaType,
  type Parameter,
  type Response,
  type Schema,
  resolve,
} from '../openapi.ts';
import { usageSentence, usagesOf } from '../usage.ts';
import { type FieldContext, fieldLines, remarks, typeText } from './fields.ts';
import { errorsOf } from './problem-links.ts';
import { code, codeFence, demote, document as page, oneLine, table } from './text.ts';
import type { Words } from '../words/index.ts';
import type { OutputWords } from './words.ts';

/** What a page of an operation is written with. */
export interface PageContext {
  /** What the pages say in the same language. */
  pageWords: Words;
  document: Document;
  words: OutputWords;
  audience: 'public' | 'internal';
  /** Name of the reference's page. */
  slug: string;
  /** The guide that explains a problem type, as `errors.md`. */
  pageOf: (problem: string) => string | undefined;
}

/** The name of an operation: its id, or the one by which the server knows it. */
export const operationName = ({ operation, method, path }: Endpoint): string =>
  operation.operationId ?? deriveOperationId(method.toUpperCase() as Method, path);

/** The Markdown page of an operation, from the edition's folder: `reference/collectivites.list.md`. */
export const operationPageFile = (slug: string, operationId: string): string =>
  `${slug}/${operationId.replace(/[^\w.-]+/g, '-')}.md`;

/** Method and path as they are called. */
export const callOf = (document: Document, endpoint: Endpoint): string =>
  `${endpoint.method.toUpperCase()} ${endpoint.webhook ? '' : basePath(document, endpoint)}${endpoint.path}`;

/** Parameters of an operation, those of its path first, unless it declares them again. */
export function parametersOf(document: Document, { operation, pathItem }: Endpoint): Parameter[] {
  const all = [...(pathItem.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
    resolve<Parameter>(document, parameter),
  );
  return [...new Map(all.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter])).values()];
}

type Described = Parameter & { description?: string; deprecated?: boolean };

/** A parameter or header says some things itself, and the rest by its schema. */
const describes = ({ description, deprecated, schema }: Described): Schema => ({
  allOf: [schema ?? {}, { ...(description && { description }), ...(deprecated && { deprecated }) }],
});

function parameters({ document, words }: PageContext, endpoint: Endpoint): string | false {
  const rows = parametersOf(document, endpoint).map((parameter) => [
    code(parameter.name),
    parameter.in,
    code(typeText(document, parameter.schema)),
    `${parameter.required ? `**${words.required}** ` : ''}${remarks(document, describes(parameter), words)}`,
  ]);
  return rows.length > 0 && page(`## ${words.parameters}`, table(words.parameterColumns, rows));
}

function authorization({ document, words }: PageContext, { operation }: Endpoint): string {
  const lines = (operation.security ?? document.security ?? []).map((requirement) => {
    const schemes = Object.keys(requirement).map((name) => `**${name}**`);
    const scopes = [...new Set(Object.values(requirement).flat())].map(code);
    const what = schemes.join(` ${words.and} `) || words.openToAll;
    return `- ${what}${scopes.length > 0 ? ` ${words.withScopes} ${scopes.join(', ')}` : ''}`;
  });
  const text =
    operation['x-oauth-endpoint'] === 'token_endpoint'
      ? words.clientAuthenticates
      : lines.length === 0
        ? words.openToAll
        : page(lines.length > 1 && words.oneOfThese, lines.join('\n'));
  return page(`## ${words.authorization}`, text);
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

function examples(document: Document, { example, examples: named = {} }: MediaType, type: string, words: OutputWords) {
  const language = type.includes('json') ? 'json' : '';
  const all = Object.entries(named).map(([name, declared]) => {
    const { summary = name, value } = resolve(document, declared);
    return { title: `${words.example}${words.colon}${summary}`, value };
  });
  if (example !== undefined && all.length === 0) all.push({ title: words.example, value: example });
  return all
    .filter(({ value }) => value !== undefined)
    .map(({ title, value }) => page(title, codeFence(asText(value), language)));
}

function media(context: FieldContext, content: Record<string, MediaType> | undefined): string {
  const { words } = context;
  const blocks = Object.entries(content ?? {}).map(([type, declared]) => {
    const lines = fieldLines(context, declared.schema);
    const whole = lines.length > 0 ? '' : remarks(context.document, declared.schema, words);
    return page(
      `${code(type)} ${code(typeText(context.document, declared.schema))}${whole && `${words.colon}${whole}`}`,
      lines.join('\n'),
      ...examples(context.document, declared, type, words),
    );
  });
  return page(...blocks);
}

function body({ document, words }: PageContext, { operation }: Endpoint): string | false {
  if (!operation.requestBody) return false;
  const declared = resolve<{ required?: boolean; description?: string; content?: Record<string, MediaType> }>(
    document,
    operation.requestBody,
  );
  return page(
    `## ${words.body}${declared.required ? ` (${words.required})` : ''}`,
    demote(declared.description, 3),
    media({ document, words, direction: 'request' }, declared.content),
  );
}

function headers({ document, words }: PageContext, { headers: declared = {} }: Response): string | false {
  const rows = Object.entries(declared).map(([name, header]) => {
    const resolved = resolve<Described>(document, header as Described);
    return `- **${name}** ${code(typeText(document, resolved.schema))}${words.colon}${remarks(document, describes(resolved), words)}`;
  });
  return rows.length > 0 && page(`${words.headers}${words.colon}`, rows.join('\n'));
}

const isError = (status: string): boolean => /^[45]|^default$/.test(status);

function responses(context: PageContext, { operation }: Endpoint): string {
  const { document, words } = context;
  const own = Object.entries(operation.responses ?? {})
    .filter(([status]) => !isError(status))
    .map(([status, declared]) => {
      const response = resolve<Response>(document, declared);
      return page(
        `### ${status} ${oneLine(response.description)}`,
        media({ document, words, direction: 'response' }, response.content),
        headers(context, response),
      );
    });
  return own.length > 0 ? page(`## ${words.responses}`, ...own) : '';
}

function errors({ document, words, pageOf }: PageContext, { operation }: Endpoint): string | false {
  const declared = Object.entries(operation.responses ?? {})
    .filter(([status]) => isError(status))
    .map(([status, response]) => [status, resolve<Response>(document, response)] as const);
  if (declared.length === 0) return false;
  const rows = declared.map(([status, response]) => [
    status,
    response.description ?? '',
    errorsOf(document, response)
      .map((name) => {
        const file = pageOf(name);
        return file ? `[${name}](../${file}#${name})` : code(name);
      })
      .join(', '),
  ]);
  const types = [...new Set(declared.flatMap(([, { content = {} }]) => Object.keys(content)))].map(code);
  return page(
    `## ${words.errors}`,
    types.length > 0 && words.sentAs(types.join(', ')),
    table(words.errorColumns, rows),
  );
}

function samples({ words }: PageContext, { operation }: Endpoint): string | false {
  const all = (operation['x-codeSamples'] ?? []).map(({ lang, label = lang, source }) =>
    page(`${label}${words.colon}`, codeFence(source, lang.toLowerCase())),
  );
  return all.length > 0 && page(`## ${words.samples}`, ...all);
}

/** An operation as a Markdown page that says all of it: for people without a browser, and for programs that read. */
export function operationPage(context: PageContext, endpoint: Endpoint): string {
  const { document, words, audience, slug } = context;
  const { operation } = endpoint;
  const name = operationName(endpoint);
  const usages = usagesOf(operation, audience);
  return page(
    `# ${operation.summary ?? name}`,
    `${code(callOf(document, endpoint))}${endpoint.webhook ? `, ${words.sentToYou}` : ''}`,
    operation.deprecated && `**${words.deprecated}**`,
    `${words.operation} ${code(name)} [${words.reference}](../${slug}.html#${operationAnchor(name)}). ` +
      `${words.usage}${words.colon}${usages.map(code).join(', ')}. ${oneLine(`${usageSentence(context.pageWords, usages)} ${operation['x-usage-note'] ?? ''}`)}`,
    demote(operation.description, 2),
    authorization(context, endpoint),
    parameters(context, endpoint),
    body(context, endpoint),
    responses(context, endpoint),
    errors(context, endpoint),
    samples(context, endpoint),
  );
}
