import { resolveReference, type Contract, type JsonObject, type Operation } from '@guichet/front';
import { request as send, type Dispatcher } from 'undici';
import { createResponseCheck } from '../../server-stub/reference/test/support/contract-check.ts';
import { addressOf, type ContractRequest } from './request.ts';

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
  body: unknown;
}

/** Sends a request to an origin. Redirections are answers, and are not followed. */
export async function ask(
  origin: string,
  request: ContractRequest,
  options: { headers: Readonly<Record<string, string>>; dispatcher?: Dispatcher },
): Promise<Answer> {
  const { body, operation } = request;
  const type: Record<string, string> = body === undefined || body.type === '' ? {} : { 'content-type': body.type };
  const answer = await send(origin + addressOf(request), {
    method: operation.method,
    headers: { ...type, ...request.headers, ...options.headers },
    body: body?.text ?? null,
    ...(options.dispatcher ? { dispatcher: options.dispatcher } : {}),
  });
  return read(answer.statusCode, answer.headers, await answer.body.text());
}

/** An answer with its body as JSON, where it is JSON. */
export function read(status: number, headers: Answer['headers'], text: string): Answer {
  const isJson = /json/.test(String(headers['content-type'] ?? ''));
  return { status, headers, text, body: text === '' ? undefined : isJson ? (JSON.parse(text) as unknown) : text };
}

/** Says what of an answer the contract does not declare: status, media type, body, or a header that must be there. */
export function createAnswerCheck(contract: Contract): (operation: Operation, answer: Answer) => string[] {
  const check = createResponseCheck(contract);
  return (operation, { status, headers, body }) => [
    ...check(operation, status, String(headers['content-type'] ?? ''), body),
    ...missingHeaders(contract, operation, status, headers),
  ];
}

/** Headers that a client cannot do without, required or not, and the statuses that they come with. */
const promised: Readonly<Record<string, (status: number) => boolean>> = {
  'x-request-id': () => true,
  'www-authenticate': (status) => status === 401,
  'retry-after': (status) => status === 429 || status === 503,
  location: (status) => status === 201 || status === 303,
  'cache-control': () => true,
};

function missingHeaders(
  contract: Contract,
  operation: Operation,
  status: number,
  headers: Answer['headers'],
): string[] {
  const response = resolveReference(contract.document, operation.definition.responses?.[String(status)]) as
    { headers?: JsonObject } | undefined;
  return Object.keys(response?.headers ?? {})
    .filter((name) => promised[name.toLowerCase()]?.(status) === true && headers[name.toLowerCase()] === undefined)
    .map((name) => `${operation.operationId} ${status} declares the header ${name}, which did not come`);
}
