import type { FastifyRequest } from 'fastify';
import type { OpenApiDocument, ParameterObject, Schema } from '../contract/document.ts';
import type { Operation } from '../contract/operation.ts';
import { ProblemError, type ProblemDetail } from '../problem.ts';
import { coerce, keyword } from './coerce.ts';
import { isStorable } from './json.ts';
import { contentFor, isForm, isJson, mediaType } from './media-types.ts';
import { bodyErrors, parameterErrors } from './messages.ts';
import { deserialize, isEmptyObject, isRepeated, parseCookies } from './parameters.ts';
import type { Check, SchemaCompiler } from './schema-compiler.ts';

/** Checks one operation's requests against the contract. */
export interface Validator {
  /**
   * Before the body is read: is its media type declared?
   * @throws {ProblemError} 415
   */
  checkMediaType(request: FastifyRequest): void;
  /**
   * Checks parameters and body, and puts typed values, with defaults, into `request.params`, `query` and `body`.
   * @throws {ProblemError} 400 with every error found
   */
  validate(request: FastifyRequest): void;
}

export function createValidator(document: OpenApiDocument, operation: Operation, compiler: SchemaCompiler): Validator {
  const parameters = operation.parameters
    // These three are described elsewhere in the contract (OpenAPI 3.1 section 4.8.12.1).
    .filter(({ in: place, name }) => place !== 'header' || !/^(accept|content-type|authorization)$/i.test(name))
    .map((parameter) => ({ parameter, check: compiler.check(schemaOf(parameter)) }));
  const readsCookies = parameters.some(({ parameter }) => parameter.in === 'cookie');
  const bodyChecks = new Map<string, Check>();
  const { requestBody } = operation;

  function validateParameters(request: FastifyRequest, errors: ProblemDetail[]): void {
    const places = placesOf(request, operation, readsCookies);
    const typed = { path: { ...places.path }, query: { ...places.query }, header: {}, cookie: {} };
    for (const { parameter, check } of parameters) {
      const { name, in: place } = parameter;
      const schema = schemaOf(parameter);
      if (isRepeated(document, parameter, places[place])) {
        errors.push({ parameter: name, detail: 'was sent more than once: send it once' });
        continue;
      }
      const sent = deserialize(document, parameter, places[place]);
      if (sent === undefined || (isEmptyObject(sent) && !parameter.required)) {
        const fallback = keyword(document, schema, 'default');
        if (fallback !== undefined) (typed[place] as Record<string, unknown>)[name] = structuredClone(fallback);
        else if (parameter.required) errors.push({ parameter: name, detail: 'is required' });
        continue;
      }
      if (!isStorableValue(sent)) {
        errors.push({ parameter: name, detail: 'contains a NUL character or an unpaired surrogate' });
        continue;
      }
      const value = coerce(document, sent, schema);
      (typed[place] as Record<string, unknown>)[name] = value;
      errors.push(...parameterErrors(name, check(value)));
    }
    request.params = typed.path;
    request.query = typed.query;
  }

  function validateBody(request: FastifyRequest, errors: ProblemDetail[]): void {
    if (!requestBody) return;
    // Whatever it claims to be: an empty body of another media type would come as empty bytes.
    if (!hasBody(request)) {
      const types = Object.keys(requestBody.content ?? {}).join(' or ');
      const detail = `a body is required: send it as ${types || 'the contract says'}`;
      if (requestBody.required) errors.push({ pointer: '#', detail });
      request.body = undefined;
      return;
    }
    const type = mediaType(request.headers['content-type'] ?? '');
    const schema = contentFor(requestBody, type)?.schema;
    if (schema === undefined || !(isJson(type) || isForm(type))) return;
    if (isForm(type)) request.body = coerce(document, request.body, schema);
    let check = bodyChecks.get(type);
    if (!check) bodyChecks.set(type, (check = compiler.check(schema)));
    errors.push(...bodyErrors(check(request.body)));
  }

  return {
    checkMediaType(request) {
      if (!requestBody?.content || !hasBody(request)) return;
      refuseContentCoding(request);
      const type = mediaType(request.headers['content-type'] ?? '');
      if (contentFor(requestBody, type)) return;
      const types = Object.keys(requestBody.content).join(' or ');
      throw new ProblemError(
        'unsupported-media-type',
        `Send the body as ${types}${type ? `, not ${type}` : ', and name it in Content-Type'}.`,
      );
    },
    validate(request) {
      const errors: ProblemDetail[] = [];
      validateParameters(request, errors);
      validateBody(request, errors);
      if (errors.length > 0) {
        throw new ProblemError('invalid-request', 'Correct what is listed in errors and send the request again.', {
          errors,
        });
      }
    },
  };
}

/** Bodies come as they are: what a small one would unpack to is not known before. */
function refuseContentCoding({ headers }: FastifyRequest): void {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (coding === '' || coding === 'identity') return;
  throw new ProblemError('unsupported-media-type', 'Send the body without Content-Encoding.', {
    headers: { 'accept-encoding': 'identity' },
  });
}

function isStorableValue(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isStorableValue);
}

function schemaOf(parameter: ParameterObject): Schema {
  return parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema ?? {};
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function placesOf(request: FastifyRequest, { pathParameters }: Operation, readsCookies: boolean) {
  const positional = request.params as Record<string, string>;
  return {
    path: Object.fromEntries(pathParameters.map((name, index) => [name, positional[`p${index}`]])) as Record<
      string,
      unknown
    >,
    query: request.query as Record<string, unknown>,
    header: request.headers as Record<string, unknown>,
    cookie: (readsCookies ? parseCookies(request.headers.cookie) : {}) as Record<string, unknown>,
  };
}
