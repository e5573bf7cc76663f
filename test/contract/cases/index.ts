import type { Contract, JsonObject, Operation, ParameterObject } from '@guichet/front';
import { formType, textsOf, withParameter, type ContractRequest } from '../request.ts';
import type { Case } from './case.ts';
import { invalidBodies, shown } from './invalid-bodies.ts';
import { invalidValues } from './invalid-values.ts';
import { encode, exampleBodies, mediaTypeOf, parameterValue, plainRequest } from './requests.ts';
import { flat, typesOf } from './values.ts';

export type { Case, CaseKind } from './case.ts';

/**
 * What a contract implies for one operation: its examples are accepted, and whatever it forbids is refused.
 */
export function casesOf(contract: Contract, operation: Operation): Case[] {
  const plain = plainRequest(contract, operation);
  return [
    ...exampleCases(contract, plain),
    ...accessCases(plain),
    ...operation.parameters.flatMap((parameter) => parameterCases(contract, plain, parameter)),
    ...bodyCases(contract, plain),
  ];
}

const declared = ({ definition }: Operation) => Object.keys(definition.responses ?? {}).map(Number);

/** Statuses of an operation that are no failure. */
const successes = (operation: Operation) => declared(operation).filter((status) => status < 400);

/** Nothing here may be answered with a fault of the server, or asks too often. */
const isCalm = (status: number) => status < 500 && status !== 429;

/** At an OAuth endpoint the refusal depends on what is looked at first: any that is declared will do, if all agree on it. */
function refusals(operation: Operation, status: number): number[] {
  if (operation.oauthEndpoint === undefined) return [status];
  return declared(operation).filter((each) => each >= 400 && isCalm(each));
}

/** What a grant does not use must be ignored (RFC 6749 section 3.2), and a token that none can be is no error (RFC 7009 section 2.2). */
function answersToUnused(operation: Operation, status: number): number[] {
  return operation.oauthEndpoint === undefined ? [status] : declared(operation).filter(isCalm);
}

/** Examples that only a request before them makes good. */
const exceptions: Readonly<Record<string, readonly number[]>> = {
  // Nobody was given this device code.
  'oauth.token.deviceCode': [400],
};

function exampleCases(contract: Contract, plain: ContractRequest): Case[] {
  const { operation } = plain;
  const expected = successes(operation);
  const bodies = exampleBodies(contract, operation).map(({ name, value }) => ({
    kind: 'example' as const,
    name: `the example ${name}`,
    request: { ...plain, body: encode(mediaTypeOf(operation), value) },
    expected: exceptions[`${operation.operationId}.${name}`] ?? expected,
  }));
  const isPlain = plain.body === undefined;
  const odd = { ...plain, headers: { ...plain.headers, 'content-type': ';' } };
  return [
    ...(isPlain ? [{ kind: 'example' as const, name: 'the plain request', request: plain, expected }] : []),
    ...(bodies.length === 0
      ? [
          {
            kind: 'example' as const,
            name: 'the plain request, with a Content-Type for no body',
            request: odd,
            expected,
          },
        ]
      : []),
    ...bodies,
  ];
}

function accessCases(plain: ContractRequest): Case[] {
  const { operation } = plain;
  const { security } = operation;
  if (security.length === 0) return [];
  const refused = (name: string, access: ContractRequest['access'], status: number) => ({
    kind: 'access' as const,
    name,
    request: { ...plain, access },
    expected: refusals(operation, status),
  });
  const takesTokens = operation.oauthEndpoint === undefined;
  const scoped = takesTokens && security.every((each) => Object.values(each).some((scopes) => scopes.length > 0));
  return [
    refused('without credentials', 'none', 401),
    refused('with a junk credential', 'junk', 401),
    ...(takesTokens ? [refused('with a token that has expired', 'expired', 401)] : []),
    ...(scoped ? [refused('with a token without the scope', 'no scope', 403)] : []),
  ];
}

function parameterCases(contract: Contract, plain: ContractRequest, parameter: ParameterObject): Case[] {
  const { operation } = plain;
  const { name, in: place, required } = parameter;
  const schema = flat(contract.document, parameter.schema);
  const isArray = typesOf(schema).includes('array');
  const refused = (why: string, texts: string[]): Case => ({
    kind: 'invalid parameter',
    name: `${name} ${why}`,
    request: withParameter(plain, parameter, texts),
    expected: refusals(operation, 400),
  });
  const accepted: Case[] = goodValues(contract, parameter).map((value) => ({
    kind: 'parameter',
    name: `${name}${shown(value) || ' with a good value'}`,
    request: withParameter(plain, parameter, textsOf(parameter, value)),
    expected: successes(operation),
  }));
  const wrong = invalidValues(contract.document, schema)
    .filter(({ value }) => isText(value, schema))
    .map(({ why, value }) => refused(why + shown(value), textsOf(parameter, value)));
  const inItems = !isArray
    ? []
    : invalidValues(contract.document, schema['items'])
        .filter(({ value }) => isText(value, flat(contract.document, schema['items'])) && value !== '')
        .map(({ why, value }) => refused(`with an item ${why}${shown(value)}`, textsOf(parameter, [value])));
  return [
    ...(place === 'query' && !required ? accepted : []),
    ...(required && place !== 'path' ? [refused('missing', [])] : []),
    // An empty segment is another path.
    ...[...wrong, ...inItems].filter(({ request }) => place !== 'path' || request.path[name] !== ''),
    ...(place === 'query' && !isArray
      ? [
          refused(
            'sent twice',
            [1, 2].flatMap(() => textsOf(parameter, parameterValue(contract, parameter))),
          ),
        ]
      : []),
  ];
}

/** Values that a parameter takes: all of a short list, both ends of a range. */
function goodValues(contract: Contract, parameter: ParameterObject): unknown[] {
  const schema = flat(contract.document, parameter.schema);
  const listed = (schema['enum'] ?? schema['x-extensible-enum']) as unknown[] | undefined;
  const ends = [schema['minimum'], schema['maximum']].filter((value) => value !== undefined);
  return [...new Set([...(listed ?? ends), parameterValue(contract, parameter)])];
}

/** Whether a text in an address can be wrong in that way: there, everything is a text. */
function isText(value: unknown, schema: JsonObject): boolean {
  // One text is a list of one item.
  if (typesOf(schema).includes('array')) return Array.isArray(value);
  if (typeof value === 'object' || typeof value === 'boolean') return false;
  return typeof value === 'string' || !typesOf(schema).includes('string');
}

function bodyCases(contract: Contract, plain: ContractRequest): Case[] {
  const { operation } = plain;
  const { requestBody } = operation;
  if (!requestBody) return [];
  const type = mediaTypeOf(operation);
  const isForm = type === formType;
  const schema = (Object.values(requestBody.content ?? {})[0] as { schema?: unknown }).schema;
  const good = exampleBodies(contract, operation).map(({ value }) => value);
  const refused = (
    name: string,
    body: ContractRequest['body'],
    kind: Case['kind'] = 'invalid body',
    status = 400,
  ): Case => ({
    kind,
    name,
    request: { ...plain, body },
    expected: refusals(operation, status),
  });
  const wrong = invalidBodies(contract.document, schema, good)
    .filter(({ body }) => !isForm || isFormBody(body))
    .map(({ name, body, isMissing }) => ({
      ...refused(name, encode(type, body)),
      ...(isMissing ? {} : { expected: answersToUnused(operation, 400) }),
    }));
  const text = JSON.stringify(good[0]);
  return [
    ...wrong,
    ...(requestBody.required
      ? [refused('no body', undefined), refused('no body, called XML', { type: 'application/xml', text: '' })]
      : []),
    ...(isForm
      ? [refused('JSON in place of a form', { type: 'application/json', text }, 'media type', 400)]
      : [
          refused('half of a JSON text', { type, text: text.slice(0, -1) }),
          refused('XML', { type: 'application/xml', text: '<a/>' }, 'media type', 415),
          refused('JSON called a text', { type: 'text/plain', text }, 'media type', 415),
          refused('JSON without a media type', { type: '', text }, 'media type', 415),
        ]),
  ];
}

/** A form has texts only, each once. */
const isFormBody = (body: unknown): boolean =>
  typeof body === 'object' &&
  body !== null &&
  !Array.isArray(body) &&
  Object.values(body).every((value) => typeof value === 'string');
