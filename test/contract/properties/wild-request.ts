import type { Contract, Operation, ParameterObject } from '@guichet/front';
import {
  boolean,
  constant,
  constantFrom,
  dictionary,
  oneof,
  option,
  record,
  string,
  tuple,
  type Arbitrary,
} from 'fast-check';
import { encode, mediaTypeOf } from '../cases/requests.ts';
import { flat } from '../cases/values.ts';
import { formType, textsOf } from '../request.ts';
import { hostileBody, hostileText } from './hostile.ts';
import { mutated } from './mutations.ts';
import { allowedValues } from './values.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Who sends a request: names of what `Sender` has headers for. */
export const senders = ['administrator', 'editor', 'reader', 'client', 'nobody', 'stranger', 'both'] as const;
export type Sender = (typeof senders)[number];

/** Any request at all, as a program that has read the contract might send it, or a program that means harm. */
export interface WildRequest {
  method: string;
  /** Path and query, as they are sent. */
  address: string;
  headers: Readonly<Record<string, string>>;
  sender: Sender;
  body: string | undefined;
  /** Whether the body is sent without its length. */
  chunked: boolean;
}

/** Requests of the operations of a contract: half of them as it asks for them, half of them broken in some way. */
export function wildRequests(contract: Contract, vocabulary: Vocabulary): Arbitrary<WildRequest> {
  // Made once: to make them costs more than to draw from them.
  return oneof(
    ...contract.operations.flatMap((operation) =>
      [true, false].map((good) => requestsOf(contract, operation, vocabulary, good)),
    ),
  );
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];

function requestsOf(
  contract: Contract,
  operation: Operation,
  vocabulary: Vocabulary,
  good: boolean,
): Arbitrary<WildRequest> {
  const usually = <T>(arbitrary: Arbitrary<T>, otherwise: Arbitrary<T>): Arbitrary<T> =>
    good ? arbitrary : oneof({ arbitrary, weight: 5 }, { arbitrary: otherwise, weight: 1 });
  return record({
    method: usually(constant<string>(operation.method), constantFrom(...methods)),
    path: pathsOf(contract, operation, vocabulary, usually),
    query: queriesOf(contract, operation, vocabulary, good),
    tail: usually(
      constant(''),
      constantFrom('?', '&=&', '&%', '&%ff=%fe', '&access_token=junk', '&__proto__=1', '&a[b][c]=1', '#x'),
    ),
    headers: headersOf(operation, good),
    sender: sendersOf(operation),
    body: bodiesOf(contract, operation, vocabulary, good),
    chunked: good ? constant(false) : boolean(),
  }).map(({ path, query, tail, ...request }) => {
    const address = `${path}${query === '' ? '' : '?'}${query}`;
    const end = tail.startsWith('&') && query === '' ? `?${tail.slice(1)}` : tail;
    return { ...request, address: address + end.replace('#x', '%23x') };
  });
}

/** Mostly those who may. */
function sendersOf({ oauthEndpoint }: Operation): Arbitrary<Sender> {
  const usual: Sender[] = oauthEndpoint === undefined ? ['administrator', 'editor'] : ['client', 'nobody'];
  return oneof({ arbitrary: constantFrom(...usual), weight: 4 }, { arbitrary: constantFrom(...senders), weight: 1 });
}

type Usually = <T>(arbitrary: Arbitrary<T>, otherwise: Arbitrary<T>) => Arbitrary<T>;

const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

function pathsOf(
  contract: Contract,
  operation: Operation,
  vocabulary: Vocabulary,
  usually: Usually,
): Arbitrary<string> {
  const declared = operation.parameters.filter(({ in: place }) => place === 'path');
  const values = declared.map(({ name, schema }) =>
    usually(allowedValues(contract.document, schema, vocabulary, name).map(String), hostileText),
  );
  const filled = tuple(...values).map((texts) =>
    declared.reduce((path, { name }, index) => path.replace(`{${name}}`, encoded(texts[index]!)), operation.fullPath),
  );
  return usually(
    filled,
    tuple(filled, constantFrom('/', '//', '/.', '/%2e%2e/', '/..%2f', '%', '%zz', '%00', ';a=b', '/x', '.json')).map(
      ([path, end]) => path + end,
    ),
  );
}

function queriesOf(contract: Contract, operation: Operation, vocabulary: Vocabulary, good: boolean): Arbitrary<string> {
  const declared = operation.parameters.filter(({ in: place }) => place === 'query');
  const parts = declared.map((parameter) =>
    textsFor(contract, parameter, vocabulary, good).map((texts) =>
      texts.map((text) => `${encoded(parameter.name)}=${encoded(text)}`),
    ),
  );
  const more: Arbitrary<Record<string, string>> = good
    ? constant({})
    : dictionary(hostileText, hostileText, { maxKeys: 2 });
  return tuple(tuple(...parts), more).map(([texts, others]) =>
    [...texts.flat(), ...Object.entries(others).map((pair) => pair.map(encoded).join('='))].join('&'),
  );
}

function textsFor(
  contract: Contract,
  parameter: ParameterObject,
  vocabulary: Vocabulary,
  good: boolean,
): Arbitrary<string[]> {
  const { name, required = false, schema } = parameter;
  const right = allowedValues(contract.document, schema, vocabulary, name).map((value) => textsOf(parameter, value));
  const none = constant<string[]>([]);
  const hostile = hostileText.map((text) => [text]);
  if (good) return required ? right : oneof({ arbitrary: none, weight: 2 }, { arbitrary: right, weight: 1 });
  return oneof(
    { arbitrary: right, weight: 4 },
    { arbitrary: none, weight: 4 },
    { arbitrary: hostile, weight: 2 },
    { arbitrary: tuple(right, right).map((twice) => twice.flat()), weight: 1 },
  );
}

const headerText = string({
  unit: constantFrom(...[...'abcXYZ019 !"#%&/()=?*;:,.-_<>@|'].concat('\u00E9', '\u00FF')),
  maxLength: 20,
}).map((text) => text.trim());

function headersOf(operation: Operation, good: boolean): Arbitrary<Record<string, string>> {
  const type = mediaTypeOf(operation);
  const declared = operation.parameters
    .filter(({ in: place }) => place === 'header')
    .map(({ name }) => name.toLowerCase());
  const keys = Object.fromEntries(
    declared.map((name) => [
      name,
      good ? string({ unit: constantFrom(...'abcdef0123456789-'), minLength: 1, maxLength: 36 }) : headerText,
    ]),
  );
  if (good) return record({ ...keys, 'content-type': constant(type) }, { requiredKeys: ['content-type'] });
  const secondCredential = oneof(
    { arbitrary: constant<Record<string, string>>({}), weight: 9 },
    { arbitrary: record({ 'x-api-key': headerText, 'x-user-token': headerText }, { requiredKeys: [] }), weight: 1 },
  );
  const others = record(
    {
      ...keys,
      'content-type': oneof(
        { arbitrary: constant(type), weight: 5 },
        {
          arbitrary: constantFrom(
            'application/json',
            formType,
            `${type}; charset=utf-8`,
            `${type};charset=utf-16`,
            'text/plain',
            'application/xml',
            'application/problem+json',
            'multipart/form-data',
            ';',
            'a',
          ),
          weight: 2,
        },
        { arbitrary: headerText, weight: 1 },
      ),
      'content-encoding': constantFrom('identity', 'gzip', 'br', 'nonsense'),
      accept: oneof(constantFrom('*/*', 'application/xml', 'text/html', 'application/json;q=0', 'q=;,'), headerText),
      'accept-language': oneof(constantFrom('fr', 'de;q=2', '*'), headerText),
      'x-request-id': headerText,
      'x-forwarded-for': headerText,
      cookie: headerText,
      range: constantFrom('bytes=0-1', 'bytes=-1', 'x'),
      'if-none-match': constantFrom('*', '"a"'),
      'if-modified-since': headerText,
      traceparent: headerText,
      dpop: headerText,
    },
    { requiredKeys: [] },
  );
  return tuple(others, secondCredential).map((parts) => Object.assign({}, ...parts) as Record<string, string>);
}

function bodiesOf(
  contract: Contract,
  operation: Operation,
  vocabulary: Vocabulary,
  good: boolean,
): Arbitrary<string | undefined> {
  const type = mediaTypeOf(operation);
  if (type === '')
    return good
      ? constant(undefined)
      : oneof({ arbitrary: constant(undefined), weight: 8 }, { arbitrary: hostileBody, weight: 1 });
  const [media] = Object.values(operation.requestBody?.content ?? {});
  const all = allowedValues(contract.document, media?.schema, vocabulary);
  const values =
    operation.oauthEndpoint === undefined ? all : all.map((value) => withoutClient(contract, operation, value));
  const write = (value: unknown) => (type === formType ? formOf(value) : (JSON.stringify(value) ?? 'null'));
  const right = values.map(write);
  if (good) return operation.requestBody?.required ? right : option(right, { nil: undefined });
  return oneof(
    { arbitrary: right, weight: 3 },
    { arbitrary: mutated(values).map(write), weight: 6 },
    { arbitrary: hostileBody, weight: 1 },
    { arbitrary: constant(undefined), weight: 1 },
  );
}

/** A form of a client that has authenticated by its header already, and must not do so twice (RFC 6749 section 2.3). */
function withoutClient({ document }: Contract, { requestBody }: Operation, value: unknown): unknown {
  const [media] = Object.values(requestBody?.content ?? {});
  const required = (flat(document, media?.schema)['required'] ?? []) as string[];
  const isKept = (name: string) => required.includes(name) || !/^(?:client_|resource$)/.test(name);
  return Object.fromEntries(Object.entries(value as object).filter(([name]) => isKept(name)));
}

/** A form of any value: what is no text is written as JSON. */
function formOf(value: unknown): string {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [['value', value] as const];
  const texts = entries.map(([key, inner]) => [key, typeof inner === 'string' ? inner : (JSON.stringify(inner) ?? '')]);
  return encode(formType, Object.fromEntries(texts)).text;
}
