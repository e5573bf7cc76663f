import { type OpenApiDocument, operationsOf, typeName } from './document.ts';

/**
 * `operation-types.gen.ts`: input and answers of each operation that a server writes a handler for, by its operationId.
 * OAuth's endpoints have none: the authorization server answers them.
 */
export function operationTypesModule(document: OpenApiDocument): string {
  const entries = operationsOf(document)
    .filter(({ operation }) => operation['x-oauth-endpoint'] === undefined)
    .map(({ operation: { operationId, responses } }) => {
      const name = typeName(operationId);
      // hey-api writes the type of the successes only where there is one.
      const succeeds = Object.keys(responses).some((status) => status.startsWith('2'));
      const answers = succeeds ? `types.${name}Responses` : 'Record<never, never>';
      return `  ${JSON.stringify(operationId)}: { data: types.${name}Data; responses: ${answers} };`;
    });
  return `// This file is generated from the contract. Do not edit.

import type * as types from './types.gen.ts';

/** What each operation of the contract is sent and answers, but for those of the authorization server. */
export interface OperationTypes {
${entries.join('\n')}
}
`;
}
