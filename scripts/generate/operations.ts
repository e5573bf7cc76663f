import {
  type FlatOperation,
  type OpenApiDocument,
  answersWithBody,
  operationsOf,
  takesIdempotencyKey,
  typeName,
} from './document.ts';

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
      ...(takesIdempotencyKey(document, flat) && { idempotencyKey: true }),
      ...(operation.deprecated && { deprecated: true }),
    };
    return `  ${JSON.stringify(operation.operationId)}: ${JSON.stringify(info)},`;
  });
  const sets = Object.entries(document['x-permission-sets'] ?? {});
  return `// This file is generated from the contract. Do not edit.

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

/** The scopes of each permission set that a credential can be given. */
export const permissionSets = {
${sets.map(([name, scopes]) => `  ${JSON.stringify(name)}: ${JSON.stringify(scopes)},`).join('\n')}
} as const;
`;
}

/** `connection.gen.ts`: what a client needs before its first call. */
export function connectionModule(document: OpenApiDocument, version: string): string {
  return `// This file is generated from the contract. Do not edit.

/** Where the client-credentials grant is asked for, relative to the API's origin. */
export const tokenUrl = ${JSON.stringify(tokenUrlOf(document))};

/** Where the API starts at its origin; paths of operations hold it already. */
export const apiPath: string = ${JSON.stringify(new URL(document.servers?.[0]?.url ?? '/', 'https://origin.invalid').pathname.replace(/\/$/, ''))};

/** Version of this package. */
export const version = ${JSON.stringify(version)};
`;
}

/** `errors.gen.ts`: the declared problem of each operation and status. */
export function errorsModule(document: OpenApiDocument): string {
  const entries = operationsOf(document).map(({ operation }) => {
    const declared = Object.keys(operation.responses).some((status) => /^[45]/.test(status));
    return `  ${JSON.stringify(operation.operationId)}: ${declared ? `types.${typeName(operation.operationId)}Errors` : 'Record<never, never>'};`;
  });
  return `// This file is generated from the contract. Do not edit.

import type * as types from './types.gen.ts';

/** The declared error of each operation, by its status. */
export interface ErrorsOf {
${entries.join('\n')}
}
`;
}

/** `validation.gen.ts`: the zod schema of each success, by operation and status. */
export function validationModule(document: OpenApiDocument, schemas: string): string {
  const entries = operationsOf(document).flatMap((flat) => {
    const { operationId } = flat.operation;
    const name = `z${typeName(operationId)}Response`;
    return answersWithBody(document, flat) && schemas.includes(`export const ${name} `)
      ? [`  ${JSON.stringify(operationId)}: schemas.${name},`]
      : [];
  });
  return `// This file is generated from the contract. Do not edit.

import * as schemas from './zod.gen.ts';

/** The schema of each operation's success. */
export const responses = {
${entries.join('\n')}
};
`;
}
