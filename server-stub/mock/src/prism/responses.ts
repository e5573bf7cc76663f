import { ProblemError, resolveReference, type Contract, type JsonObject, type Operation } from '@guichet/front';
import type { Preference } from './prefer.ts';

/** A response of an operation, references resolved. Those that only announce another (1XX) are none. */
export interface DeclaredResponse {
  /** As in the contract: `200`, `4XX` or `default`. */
  code: string;
  mediaTypes: readonly string[];
  /** Its named examples, of all media types. */
  examples: Readonly<Record<string, unknown>>;
  content: Readonly<Record<string, DeclaredBody>>;
}

/** What a response may hold in one media type. */
export interface DeclaredBody {
  schema?: unknown;
  examples: Readonly<Record<string, unknown>>;
}

export function declaredResponses({ document }: Contract, operation: Operation): DeclaredResponse[] {
  const final = Object.entries(operation.definition.responses ?? {}).filter(([code]) => !code.startsWith('1'));
  return final.map(([code, response]) => {
    const { content: declared = {} } = resolveReference(document, response) as { content?: Record<string, Media> };
    const content = mapValues(declared, ({ schema, examples = {} }) => ({
      schema,
      examples: mapValues(examples, (example) => (resolveReference(document, example) as { value?: unknown }).value),
    }));
    const examples = Object.assign({}, ...Object.values(content).map((body) => body.examples)) as JsonObject;
    return { code, mediaTypes: Object.keys(content), examples, content };
  });
}

interface Media {
  schema?: unknown;
  examples?: JsonObject;
}

/**
 * The status to answer with, when the client has a wish. An example's name alone is enough: it stands under one status.
 * @throws {ProblemError} 400 that lists what the contract has
 */
export function chooseCode(responses: readonly DeclaredResponse[], { code, example }: Preference): number | undefined {
  if (code !== undefined) {
    const response = responseFor(responses, code);
    if (!response)
      throw notDeclared(
        `code=${code}`,
        'It has',
        responses.map((each) => each.code),
      );
    if (example !== undefined && !Object.hasOwn(response.examples, example)) {
      throw notDeclared(`example=${example}`, `Under ${response.code} it has`, Object.keys(response.examples));
    }
    return code;
  }
  if (example === undefined) return undefined;
  const response = responses.find(({ examples }) => Object.hasOwn(examples, example));
  if (!response)
    throw notDeclared(
      `example=${example}`,
      'It has',
      responses.flatMap(({ examples }) => Object.keys(examples)),
    );
  return Number(response.code.replaceAll(/x/gi, '0').replace('default', '200'));
}

/** The response that counts for a status: the exact one, its range, or the default. */
export function responseFor(responses: readonly DeclaredResponse[], status: number): DeclaredResponse | undefined {
  const find = (wanted: string) => responses.find(({ code }) => code.toUpperCase() === wanted);
  return find(String(status)) ?? find(`${String(status)[0]}XX`) ?? find('DEFAULT');
}

function notDeclared(wish: string, has: string, names: readonly string[]): ProblemError {
  const list = names.length > 0 ? [...new Set(names)].join(', ') : 'none';
  return new ProblemError(
    'invalid-request',
    `Prefer: ${wish} is not in the contract of this operation. ${has} ${list}.`,
  );
}

function mapValues<T, R>(object: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
