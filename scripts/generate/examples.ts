import { type OpenApiDocument, type Reference, flatName, operationsOf, resolve } from './document.ts';

/** `examples.gen.ts`: the first success example of each operation, which the MSW handlers answer. */
export function examplesModule(document: OpenApiDocument): string {
  const entries = operationsOf(document).flatMap(({ operation }) => {
    const success = Object.entries(operation.responses).find(([status]) => /^[23]/.test(status));
    if (!success) return [];
    const [status, response] = success;
    const media = Object.values(
      resolve<{ content?: Record<string, { examples?: Record<string, unknown>; example?: unknown }> }>(
        document,
        response as Reference,
      ).content ?? {},
    )[0];
    const named = Object.values(media?.examples ?? {})[0];
    const body = named ? resolve<{ value?: unknown }>(document, named as Reference).value : media?.example;
    return [
      `  ${flatName(operation.operationId)}: ${JSON.stringify({ status: Number(status), body, pagination: operation['x-pagination'] })},`,
    ];
  });
  return `// This file is generated from the contract. Do not edit.

/** The contract's own example of each operation's success. */
export const examples = {
${entries.join('\n')}
} as const;
`;
}
