import {
  bodyErrors,
  createSchemaCompiler,
  type Contract,
  type Operation,
  type ProblemDetail,
  type Schema,
} from '@guichet/front';
import { declaredResponses, responseFor, type DeclaredResponse } from '../prism/responses.ts';
import type { CheckedOverride, Override } from './overrides.ts';

/** Headers that the front and Node answer for, or that would misdescribe the body. */
const ownHeaders =
  /^(?:x-request-id|content-(?:length|type|encoding)|transfer-encoding|trailer|te|connection|keep-alive|proxy-connection|upgrade|date)$/i;

/** An override as it will be answered, or what the contract has against it. */
export type Verdict = { override: CheckedOverride } | { errors: ProblemDetail[] };

/**
 * Checks overrides against a contract: what it forbids to answer, the mock does not answer either.
 *
 * @param served whether something other than the mock's back room answers an operation
 */
export function createOverrideCheck(contract: Contract, served: (operation: Operation) => boolean) {
  const { document } = contract;
  const compiler = createSchemaCompiler(document, () => {}, 'response');
  const byId = new Map(contract.operations.map((operation) => [operation.operationId, operation]));

  return (override: Override): Verdict => {
    const operation = byId.get(override.operationId);
    if (!operation) {
      const known = nearest(override.operationId, [...byId.keys()]).join(', ');
      return wrong('operationId', `is not in the contract, which has ${known}`);
    }
    if (override.example !== undefined && 'body' in override) {
      return wrong('body', 'cannot stand beside `example`: give either example or body');
    }
    if (served(operation)) {
      return wrong('operationId', 'is answered by the authorization server: use a scenario or the clock instead');
    }
    const declared = declaredResponses(contract, operation);
    const status = override.status ?? statusOf(declared, override.example);
    const response = status === undefined ? undefined : responseFor(declared, status);
    if (status === undefined || !response) {
      return override.status === undefined
        ? wrong('example', missing('is not an example of the operation', exampleNames(declared)))
        : wrong('status', missing('is not declared for the operation', codes(declared)));
    }
    const { example } = override;
    if (example !== undefined && !Object.hasOwn(response.examples, example)) {
      return wrong('example', missing(`is not an example under ${response.code}`, Object.keys(response.examples)));
    }
    const errors = Object.keys(override.headers ?? {})
      .filter((name) => ownHeaders.test(name))
      .map((name) => error(`headers/${name}`, 'is set by the mock itself: leave it out'));
    const mediaType = 'body' in override ? mediaTypeFor(response, override.body) : undefined;
    if ('body' in override) errors.push(...bodyFaults(response, mediaType, override.body));
    if (errors.length > 0) return { errors };
    return { override: { ...override, status, ...(mediaType === undefined ? {} : { mediaType }) } };
  };

  function bodyFaults(response: DeclaredResponse, mediaType: string | undefined, body: unknown): ProblemDetail[] {
    if (response.mediaTypes.length === 0) return [error('body', `${response.code} has no body: leave it out`)];
    if (mediaType === undefined) {
      return [error('body', `must be a string: ${response.code} is ${response.mediaTypes.join(' or ')}`)];
    }
    const schema = response.content[mediaType]?.schema as Schema | undefined;
    if (schema === undefined || !isJson(mediaType)) return [];
    return bodyErrors(compiler.check(schema)(body)).map(({ pointer = '#', detail }) =>
      error(`body${pointer.slice(1)}`, detail),
    );
  }
}

const isJson = (type: string) => /[/+]json\b/i.test(type);

/** The first that can carry a body: JSON carries any, other text only text. */
function mediaTypeFor({ mediaTypes }: DeclaredResponse, body: unknown): string | undefined {
  return mediaTypes.find(isJson) ?? (typeof body === 'string' ? mediaTypes[0] : undefined);
}

/** The status that an example stands under; without an example the first success. */
function statusOf(declared: readonly DeclaredResponse[], example: string | undefined): number | undefined {
  const response =
    example === undefined
      ? (declared.find(({ code }) => code.startsWith('2')) ??
        declared.find(({ code }) => code === 'default') ??
        declared[0])
      : declared.find(({ examples }) => Object.hasOwn(examples, example));
  return response && Number(response.code.replaceAll(/x/gi, '0').replace('default', '200'));
}

const error = (member: string, detail: string): ProblemDetail => ({ pointer: `#/${member}`, detail });
const wrong = (member: string, detail: string): Verdict => ({ errors: [error(member, detail)] });
const codes = (declared: readonly DeclaredResponse[]) => declared.map(({ code }) => code);
const exampleNames = (declared: readonly DeclaredResponse[]) => [
  ...new Set(declared.flatMap(({ examples }) => Object.keys(examples))),
];

function missing(complaint: string, names: readonly string[]): string {
  return names.length > 0 ? `${complaint}, which has ${names.join(', ')}` : `${complaint}, which has none`;
}

/** Names that begin like the one that is not there, or else the first: a contract can have hundreds. */
export function nearest(name: string, names: readonly string[], most = 10): string[] {
  const start = name.slice(0, 3).toLowerCase();
  const alike = names.filter((each) => each.toLowerCase().startsWith(start));
  return (alike.length > 0 ? alike : names).slice(0, most);
}
