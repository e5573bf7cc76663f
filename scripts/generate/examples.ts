import {
  type Media,
  type OpenApiDocument,
  type OperationObject,
  type Reference,
  flatName,
  operationsOf,
  resolve,
  typeName,
} from './document.ts';

type Declared = OperationObject['responses'][string];

interface ResponseObject {
  headers?: Record<string, { example?: unknown } | Reference>;
  content?: Record<string, Media>;
}

/** The contract's own examples of a response's headers. */
const headersOf = (document: OpenApiDocument, { headers = {} }: ResponseObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, header]) => {
      const { example } = resolve<{ example?: unknown }>(document, header);
      return example === undefined ? [] : [[name, String(example)]];
    }),
  );

/** A failure that operations share, as the contract shows it. */
interface Failure {
  /** Content type of its body. */
  type?: string;
  headers: Record<string, string>;
  /** Bodies by the names of their examples. */
  bodies: Record<string, unknown>;
}

const valueOf = (document: OpenApiDocument, example: { value?: unknown } | Reference): unknown =>
  resolve<{ value?: unknown }>(document, example).value;

/** The first example of a response's first media type. */
export function bodyOf(document: OpenApiDocument, response: Declared): unknown {
  const media = Object.values(resolve<ResponseObject>(document, response as Reference).content ?? {})[0];
  const named = Object.values(media?.examples ?? {})[0];
  return named ? valueOf(document, named) : media?.example;
}

function failureOf(document: OpenApiDocument, response: Declared): Failure {
  const resolved = resolve<ResponseObject>(document, response as Reference);
  const [type, media] = Object.entries(resolved.content ?? {})[0] ?? [];
  const named = Object.entries(media?.examples ?? {}).map(([name, example]) => [name, valueOf(document, example)]);
  return {
    ...(type !== undefined && { type }),
    headers: headersOf(document, resolved),
    bodies:
      named.length > 0 ? Object.fromEntries(named) : media?.example === undefined ? {} : { example: media.example },
  };
}

/**
 * `examples.gen.ts`: of each operation the first success example, which the MSW handlers answer, and the failures that it
 * declares, which their presets answer.
 */
export function examplesModule(document: OpenApiDocument): string {
  const failures = new Map<string, Failure>();
  const entries = operationsOf(document).flatMap(({ operation }) => {
    const { operationId, responses } = operation;
    const success = Object.entries(responses).find(([status]) => /^[23]/.test(status));
    if (!success) return [];
    const [status, response] = success;
    const declared = Object.entries(responses).filter(([code]) => /^[45]\d\d$/.test(code));
    const named = declared.map(([code, failure]) => {
      const shared = '$ref' in failure ? failure.$ref.split('/').at(-1) : undefined;
      const name = shared ?? typeName(operationId) + code;
      if (!failures.has(name)) failures.set(name, failureOf(document, failure));
      return [code, name];
    });
    const example = {
      operation: operationId,
      status: Number(status),
      headers: headersOf(document, resolve<ResponseObject>(document, response as Reference)),
      body: bodyOf(document, response),
      pagination: operation['x-pagination'],
      failures: Object.fromEntries(named),
    };
    return [`  ${flatName(operationId)}: ${JSON.stringify(example)},`];
  });
  return `// This file is generated from the contract. Do not edit.

/** The contract's own example of each operation's success, and the names of the failures that it declares. */
export const examples = {
${entries.join('\n')}
} as const;

/** The contract's own examples of failures, with their headers. */
export const failures = {
${[...failures].map(([name, failure]) => `  ${name}: ${JSON.stringify(failure)},`).join('\n')}
} as const;
`;
}
