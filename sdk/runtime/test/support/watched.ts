import {
  type Client,
  type LogFields,
  type TransportOptions,
  clientCredentials,
  createTransport,
} from '@guichet/runtime';
import { TokenServer } from '@guichet/runtime/testing';

/** Lines of a logger, in order. */
export function collected() {
  const lines: { level: 'debug' | 'warn'; message: string; fields: LogFields }[] = [];
  const push =
    (level: 'debug' | 'warn') =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields });
  return { lines, logger: { debug: push('debug'), warn: push('warn') } };
}

export const origin = 'https://api.test';
export const secured = [{ type: 'http', scheme: 'bearer' }];

/** A client whose API answers these in turn, and then the last one again. */
export function over(
  answers: ((request: Request) => Response | Promise<Response>)[],
  options: Partial<TransportOptions> = {},
): { client: Client; server: TokenServer; requests: Request[] } {
  const server = new TokenServer();
  const requests: Request[] = [];
  const tokens = clientCredentials({
    tokenUrl: server.tokenUrl,
    clientId: 'partner',
    clientSecret: 'canary-secret',
    fetch: server.fetch,
    logger: options.logger,
  });
  const client = createTransport({
    baseUrl: origin,
    tokens,
    retry: { delay: 1 },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request);
      return answers[Math.min(requests.length, answers.length) - 1]!(request);
    },
    ...options,
  });
  return { client, server, requests };
}
