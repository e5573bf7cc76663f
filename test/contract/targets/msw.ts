import type { Contract } from '@guichet/front';
import { handlers } from '@guichet/sdk/testing';
import { getResponse, type HttpHandler } from 'msw';
import { read } from '../answer.ts';
import { addressOf, type ContractRequest } from '../request.ts';
import type { Target } from './target.ts';

/** Any origin: the handlers answer all of them. */
const origin = 'https://api.test';

/**
 * The MSW handlers of the SDK, called without a server. They check no request, so only what they answer is of interest.
 *
 * @param first handlers that come before those of the operations, such as a preset
 */
export function openMswTarget(contract: Contract, first: HttpHandler[] = []): Target {
  const all = [...first, ...handlers()];
  return {
    name: 'msw',
    contract,
    answer: async ({ request }) => {
      const response = await getResponse(all, requestOf(request));
      if (!response) throw new Error(`No handler answers ${request.operation.operationId}.`);
      return read(response.status, Object.fromEntries(response.headers), await response.text());
    },
    close: async () => {},
  };
}

function requestOf(request: ContractRequest): Request {
  const { access, body, operation } = request;
  const headers = new Headers(request.headers);
  if (body) headers.set('content-type', body.type);
  // To the handlers every token is good.
  if (access === 'granted' && operation.security.length > 0) headers.set('authorization', 'Bearer token');
  return new Request(origin + addressOf(request), { method: operation.method, headers, body: body?.text ?? null });
}
