import {
  type ApiError,
  type ConnectionError,
  authorizedFetch,
  createTransport,
  isApiError,
  isConnectionError,
  isInvalidResponseError,
  isSdkError,
  paginate,
} from '@guichet/runtime';
import { createClient } from '@guichet/sdk';
import { type Checks, equal, failure, matches, ok, thrown } from '../check.ts';
import { realTokens } from '../tokens.ts';

const transport = (baseUrl: string, options: { retry?: false } = {}) =>
  createTransport({ baseUrl, tokens: realTokens(baseUrl), ...options });

export const answers: Checks = {
  'errors: a problem is an ApiError with status, problem, request id, rate limit': async ({ addresses: { api } }) => {
    const error = (await failure(transport(api).get({ url: '/problem', security: [{}] }))) as ApiError;
    ok(isApiError(error) && isSdkError(error) && error instanceof Error, `an ApiError (${String(error)})`);
    equal(
      [error.status, error.problem?.title, error.requestId, error.rateLimit, error.name, error.code],
      [404, 'There is none', 'r-1', { remaining: 3, reset: 10 }, 'ApiError', 'API_ERROR'],
    );
  },

  'errors: HTML that says it is JSON is an InvalidResponseError': async ({ addresses: { api } }) => {
    const error = await failure(transport(api).get({ url: '/html', security: [{}] }));
    ok(isInvalidResponseError(error), `an InvalidResponseError (${String(error)})`);
  },

  'errors: nothing listens: a ConnectionError with the host and a remedy': async ({ addresses: { closed } }) => {
    const client = createTransport({ baseUrl: closed, retry: false });
    const error = (await failure(client.get({ url: '/x' }))) as ConnectionError;
    ok(isConnectionError(error), `a ConnectionError (${String(error)})`);
    equal(error.host, new URL(closed).host);
    matches(error, /Cannot reach the API at .* Check the address|Nothing listens there/);
  },

  'errors: the connection breaks in the middle of a body: a ConnectionError': async ({ addresses: { api } }) => {
    const client = authorizedFetch({ tokens: realTokens(api), baseUrl: api, retry: false });
    const response = await client('/cut');
    const error = await failure(response.text());
    ok(isConnectionError(error), `a ConnectionError (${String(error)})`);
  },

  'pages: all items, page by page; a list that repeats itself ends with an error': async () => {
    const pages = [[1, 2], [3, 4], [5]];
    const descriptor = { style: 'page', page: 'page', limit: 'limit', items: 'data', pages: 'pageCount' } as const;
    const asked: number[] = [];
    const items: number[] = [];
    for await (const page of paginate({
      descriptor,
      fetchPage: async (number) => {
        asked.push(number);
        return { page: number, pageCount: 3, data: pages[number - 1]! };
      },
    })) {
      items.push(...page.data);
    }
    equal(
      [asked, items],
      [
        [1, 2, 3],
        [1, 2, 3, 4, 5],
      ],
    );
  },

  'createClient: a typed call over real sockets, gzip included': async ({ addresses: { api } }) => {
    const client = createClient({ baseUrl: api, clientId: 'partner', clientSecret: 'canary-secret' });
    const page = await client.collectivites.list({ limit: 2 });
    equal([page.count, page.data.map(({ nom }) => nom)], [1, ['Besançon']]);
  },

  'createClient: what is missing is named, with the variable that could hold it': async () => {
    matches(
      thrown(() => createClient({ baseUrl: 'https://api.test' })),
      /TypeError: createClient: `clientId`.*_CLIENT_ID/,
    );
  },
};
