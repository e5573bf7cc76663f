import {
  ContractError,
  isObject,
  resolve,
  type OpenApiDocument,
  type OperationObject,
  type ParameterObject,
  type RequestBodyObject,
  type SecurityScheme,
  type ServerObject,
} from './document.ts';
import { findEndpoints, type OAuthEndpoints } from './endpoints.ts';
import { deriveOperationId, methods, type Operation, type Pagination } from './operation.ts';
import { pathPattern, routePath } from './route-path.ts';
import { uncheckedSchemes } from './scheme-kind.ts';
import { basePath } from './servers.ts';

/** A loaded contract: everything the front, the mock and the server know of an API. */
export interface Contract {
  document: OpenApiDocument;
  operations: readonly Operation[];
  /** @throws {ContractError} when there is no such operation */
  operation(operationId: string): Operation;
  /** Methods that the contract knows for a path of a request. Empty: the path is not in the contract. */
  methodsAt(pathname: string): readonly string[];
  securitySchemes: Readonly<Record<string, SecurityScheme>>;
  /** Every scope that a scheme declares or an operation asks for. */
  scopes: readonly string[];
  /** What the scopes that a scheme declares permit, in the words of the scheme. */
  scopeDescriptions: Readonly<Record<string, string>>;
  endpoints: OAuthEndpoints;
  /** Scopes that the introspection endpoint asks of a token: with them, one may look at the tokens of others. */
  introspectionScopes: readonly string[];
  /** What had to be guessed. A contract made for the kit has none. */
  warnings: readonly string[];
}

/**
 * Reads a bundled OpenAPI 3.0 or 3.1 document. Nothing is compiled here: a schema is compiled when it is first needed.
 *
 * @param document one document; references are local
 * @throws {ContractError} when the document cannot be served
 *
 * @example
 * const contract = loadContract(JSON.parse(await readFile('openapi.json', 'utf8')));
 * contract.operations.map((operation) => operation.operationId);
 */
export function loadContract(document: OpenApiDocument): Contract {
  checkVersion(document);
  const warnings: string[] = [];
  const securitySchemes = readSecuritySchemes(document);
  const operations = readOperations(document, warnings);
  for (const operation of operations) checkSecurity(operation, securitySchemes);
  for (const scheme of uncheckedSchemes(
    operations.flatMap(({ security }) => security),
    securitySchemes,
  )) {
    warnings.push(
      `The security scheme ${scheme} cannot be checked. Clients call in another way; an operation that has none answers 501.`,
    );
  }
  const byId = new Map(operations.map((operation) => [operation.operationId, operation]));

  let patterns: { pattern: RegExp; method: string }[] | undefined;
  return {
    document,
    operations,
    operation(operationId) {
      const operation = byId.get(operationId);
      if (!operation) throw new ContractError(`The contract has no operation "${operationId}".`);
      return operation;
    },
    methodsAt(pathname) {
      // Built when a request misses every route, which a good client never sees.
      patterns ??= operations.map(({ fullPath, method }) => ({ pattern: pathPattern(fullPath), method }));
      const found = patterns.filter(({ pattern }) => pattern.test(pathname)).map(({ method }) => method);
      return [...new Set(found)];
    },
    securitySchemes,
    scopes: collectScopes(operations, securitySchemes),
    scopeDescriptions: declaredScopes(securitySchemes),
    endpoints: findEndpoints(operations, securitySchemes, warnings),
    introspectionScopes: operations
      .filter(({ oauthEndpoint }) => oauthEndpoint === 'introspection_endpoint')
      .flatMap(({ security }) => security.flatMap((requirement) => Object.values(requirement).flat())),
    warnings,
  };
}

function checkVersion(document: OpenApiDocument): void {
  if (!isObject(document)) throw new ContractError('The contract is not an OpenAPI document: it is not an object.');
  if ('swagger' in document) {
    throw new ContractError(
      'The contract is Swagger 2.0. Convert it to OpenAPI 3.1 first, for instance with swagger2openapi.',
    );
  }
  if (typeof document.openapi !== 'string' || !/^3\.[01]\./.test(document.openapi)) {
    throw new ContractError(
      `The contract is not an OpenAPI 3.0 or 3.1 document: "openapi" is ${JSON.stringify(document.openapi)}.`,
    );
  }
}

function readSecuritySchemes(document: OpenApiDocument): Record<string, SecurityScheme> {
  const entries = Object.entries(document.components?.['securitySchemes'] ?? {});
  return Object.fromEntries(entries.map(([name, scheme]) => [name, resolve(document, scheme) as SecurityScheme]));
}

function readOperations(document: OpenApiDocument, warnings: string[]): Operation[] {
  const operations: Operation[] = [];
  const ids = new Set<string>();
  const missing = { operationId: 0, usage: 0 };
  for (const [path, reference] of Object.entries(document.paths ?? {})) {
    if (!path.startsWith('/')) continue;
    const item = resolve(document, reference) as OperationObject;
    for (const method of methods) {
      const definition = item[method.toLowerCase()];
      if (!isObject(definition)) continue;
      const operation = readOperation(document, { path, method, item, definition: definition as OperationObject });
      if (typeof definition['operationId'] !== 'string') missing.operationId += 1;
      if (definition['x-usage'] === undefined) missing.usage += 1;
      operation.operationId = unique(operation.operationId, ids, warnings);
      operations.push(operation);
    }
  }
  if (missing.operationId > 0) {
    warnings.push(
      `${counted(missing.operationId)} no operationId. ${missing.operationId === 1 ? 'Its name was' : 'Their names were'} made of method and path.`,
    );
  }
  if (missing.usage > 0)
    warnings.push(
      `${counted(missing.usage)} no x-usage. ${missing.usage === 1 ? 'It counts' : 'They count'} as public.`,
    );
  return operations;
}

const counted = (count: number): string => (count === 1 ? '1 operation has' : `${count} operations have`);

function unique(id: string, taken: Set<string>, warnings: string[]): string {
  let name = id;
  for (let count = 2; taken.has(name); count += 1) name = `${id}${count}`;
  if (name !== id) warnings.push(`The operationId "${id}" is used twice. The later one is called "${name}" here.`);
  taken.add(name);
  return name;
}

interface Source {
  path: string;
  method: Operation['method'];
  item: OperationObject;
  definition: OperationObject;
}

function readOperation(document: OpenApiDocument, { path, method, item, definition }: Source): Operation {
  const servers = definition.servers ?? (item.servers as ServerObject[] | undefined) ?? document.servers;
  const fullPath = basePath(servers) + path;
  const { url, parameters: pathParameters } = routePath(fullPath);
  const usage = definition['x-usage'];
  const pagination = definition['x-pagination'];
  const oauthEndpoint = definition['x-oauth-endpoint'];
  const requestBody = resolve(document, definition.requestBody) as RequestBodyObject | undefined;
  return {
    operationId: definition.operationId ?? deriveOperationId(method, path),
    method,
    path,
    fullPath,
    url,
    pathParameters,
    security: definition.security ?? document.security ?? [],
    parameters: readParameters(document, item, definition),
    ...(requestBody ? { requestBody } : {}),
    usage: Array.isArray(usage) ? (usage as string[]) : ['public'],
    ...(typeof oauthEndpoint === 'string' ? { oauthEndpoint } : {}),
    ...(isObject(pagination) ? { pagination: pagination as unknown as Pagination } : {}),
    cost: readCost(definition, `${method} ${path}`),
    definition,
  };
}

function readCost(definition: OperationObject, name: string): number {
  const cost = definition['x-rate-limit-cost'];
  if (cost === undefined) return 1;
  if (typeof cost === 'number' && Number.isInteger(cost) && cost >= 0) return cost;
  throw new ContractError(`x-rate-limit-cost of ${name} is ${JSON.stringify(cost)}. Give an integer from 0.`);
}

/** An operation's parameter replaces the path's of the same name and place. */
function readParameters(document: OpenApiDocument, ...sources: OperationObject[]): ParameterObject[] {
  const parameters = sources
    .flatMap((source) => source.parameters ?? [])
    .map((parameter) => resolve(document, parameter) as ParameterObject);
  return [...new Map(parameters.map((parameter) => [`${parameter.in}:${parameter.name}`, parameter])).values()];
}

function checkSecurity(operation: Operation, schemes: Readonly<Record<string, SecurityScheme>>): void {
  for (const name of operation.security.flatMap((requirement) => Object.keys(requirement))) {
    if (!schemes[name]) {
      throw new ContractError(
        `${operation.operationId} asks for the security scheme "${name}", which is not under components.securitySchemes.`,
      );
    }
  }
}

function collectScopes(operations: readonly Operation[], schemes: Readonly<Record<string, SecurityScheme>>): string[] {
  const declared = Object.keys(declaredScopes(schemes));
  const asked = operations
    .flatMap((operation) => operation.security)
    .flatMap((requirement) => Object.values(requirement).flat());
  return [...new Set([...declared, ...asked])];
}

function declaredScopes(schemes: Readonly<Record<string, SecurityScheme>>): Record<string, string> {
  const flows = Object.values(schemes).flatMap((scheme) => Object.values(scheme.flows ?? {}));
  return Object.fromEntries(flows.flatMap((flow) => Object.entries(flow.scopes ?? {})));
}
