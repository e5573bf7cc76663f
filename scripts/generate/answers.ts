import {
  type FlatOperation,
  type Media,
  type OpenApiDocument,
  type Reference,
  operationsOf,
  resolve,
  typeName,
} from './document.ts';

/** Names of the examples that a response has in any of its media types. */
const exampleNames = (content: Record<string, Media>): string[] => [
  ...new Set(Object.values(content).flatMap(({ examples }) => Object.keys(examples ?? {}))),
];

function answersOf(document: OpenApiDocument, { operation }: FlatOperation): string[] {
  return Object.entries(operation.responses).map(([status, response]) => {
    const { content } = resolve<{ content?: Record<string, Media> }>(document, response as Reference);
    // As hey-api names them; of redirections it knows nothing.
    const kind = status.startsWith('2') ? 'Responses' : 'Errors';
    const key = /^\d+$/.test(status) ? status : JSON.stringify(status);
    const body =
      content && !status.startsWith('3') ? `types.${typeName(operation.operationId)}${kind}[${key}]` : 'never';
    const names = exampleNames(content ?? {}).map((name) => JSON.stringify(name));
    return `    ${key}: { body: ${body}; example: ${names.join(' | ') || 'never'} };`;
  });
}

/** Statuses as a union; of a range such as `4XX`, any number. */
const statusesOf = ({ operation }: FlatOperation): string => {
  const codes = Object.keys(operation.responses);
  return codes.every((code) => /^\d+$/.test(code)) ? codes.join(' | ') : 'number';
};

/** `answers.gen.ts`: the types of what each operation may answer, by status, and of what it is asked with. */
export function answersModule(document: OpenApiDocument): string {
  const operations = operationsOf(document);
  const answered = operations.filter(({ operation }) => operation['x-oauth-endpoint'] === undefined);
  const key = ({ operation }: FlatOperation): string => JSON.stringify(operation.operationId);
  return `// This file is generated from the contract. Do not edit.

import type * as types from './types.gen.ts';

/** Body and names of the contract's examples of each answer, by operation and status; OAuth endpoints answer by OAuth's rules. */
export interface AnswersOf {
${answered.map((flat) => [`  ${key(flat)}: {`, ...answersOf(document, flat), '  };'].join('\n')).join('\n')}
}

/** What each operation is asked with, and the statuses that it declares. */
export interface CallsOf {
${operations.map((flat) => `  ${key(flat)}: { request: types.${typeName(flat.operation.operationId)}Data; status: ${statusesOf(flat)} };`).join('\n')}
}
`;
}
