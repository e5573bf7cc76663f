import { type FlatOperation, type OpenApiDocument, operationsOf } from './document.ts';

/** Scopes that an operation's `security` asks for, in the first alternative that names any. */
const scopesOf = ({ operation }: FlatOperation): string[] =>
  operation.security
    ?.flatMap((alternative) => [Object.values(alternative).flat()])
    .find((scopes) => scopes.length > 0) ?? [];

const tokenUrlOf = (document: OpenApiDocument): string => {
  const urls = Object.values(document.components.securitySchemes ?? {}).flatMap(
    (scheme) => scheme.flows?.clientCredentials?.tokenUrl ?? [],
  );
  if (!urls[0])
    throw new Error('The contract has no security scheme with a clientCredentials flow: the SDK needs its tokenUrl.');
  return urls[0];
};

const allScopes = (document: OpenApiDocument): string[] => [
  ...new Set(
    Object.values(document.components.securitySchemes ?? {}).flatMap((scheme) =>
      Object.keys(scheme.flows?.clientCredentials?.scopes ?? {}),
    ),
  ),
];

/** `operations.gen.ts`: what the contract says of each operation and hey-api leaves out. */
export function operationsModule(document: OpenApiDocument): string {
  const entries = operationsOf(document).map((flat) => {
    const { operation, method, path } = flat;
    const info = {
      method: method.toUpperCase(),
      path,
      secured: (operation.security ?? []).length > 0,
      scopes: scopesOf(flat),
      statuses: Object.keys(operation.responses).map(Number).filter(Boolean),
      usage: operation['x-usage'] ?? [],
      ...(operation['x-pagination'] && { pagination: operation['x-pagination'] }),
      ...(operation['x-idempotency-key'] && { idempotencyKey: true }),
      ...(operation.deprecated && { deprecated: true }),
    };
    return `  ${JSON.stringify(operation.operationId)}: ${JSON.stringify(info)},`;
  });
  return `// This file is generated from the contract. Do not edit.

/** Where the client-credentials grant is asked for, relative to the API's origin. */
export const tokenUrl = ${JSON.stringify(tokenUrlOf(document))};

/** Every scope that a credential can hold. */
export type Scope =
${allScopes(document)
  .map((scope) => `  | ${JSON.stringify(scope)}`)
  .join('\n')}
  | (string & {});

/** What the contract says of each operation, by its operationId. */
export const operations = {
${entries.join('\n')}
} as const;

export type OperationId = keyof typeof operations;
`;
}
