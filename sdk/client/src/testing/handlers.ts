import type { TokenServer } from '@guichet/runtime/testing';
import { type HttpHandler, HttpResponse, http } from 'msw';
import { examples } from '../generated/examples.gen.ts';
import { type MswHandlerFactories, createMswHandlers } from '../generated/msw.gen.ts';
import { type FailureOf, type OperationName, failure } from './failure.ts';
import { operationOf } from './operation.ts';

/**
 * Answers of your own, by the operation's function name: a success with its body, a failure that the operation declares,
 * or a resolver of MSW.
 */
export type Overrides = { [K in OperationName]?: Parameters<MswHandlerFactories[K]>[0] | FailureOf<K> };

type Picks = NonNullable<Parameters<ReturnType<typeof createMswHandlers>['all']>[0]>['pick'];

/** An operation's success as the contract shows it. */
export interface Example {
  status: number;
  headers: Readonly<Record<string, string>>;
  body?: unknown;
  pagination?: { page: string; items: string; pages: string };
}

/** The example is the first page of a list; what follows is empty, so that a test which iterates comes to an end. */
function pageOf({ body, pagination }: Example, url: string): unknown {
  const page = pagination && Number(new URL(url).searchParams.get(pagination.page) ?? 1);
  return page && page > 1
    ? { ...(body as object), [pagination.page]: page, [pagination.pages]: 1, [pagination.items]: [] }
    : body;
}

const answer =
  (example: Example) =>
  ({ request }: { request: Request }) => {
    const { body, status, headers } = example;
    return body === undefined
      ? new HttpResponse(null, { status, headers })
      : HttpResponse.json(pageOf(example, request.url) as never, { status, headers });
  };

const answers = Object.fromEntries(
  Object.entries(examples).map(([operation, example]) => [operation, answer(example as Example)]),
) as Overrides;

/** Answers as hey-api's handlers take them: they know successes alone. */
const resolved = (override: Overrides): Overrides =>
  Object.fromEntries(
    Object.entries(override).map(([name, given]) => {
      const { status } = given as { status?: number };
      if (status === undefined || status < 400) return [name, given];
      return [name, () => failure(name as OperationName, status, given as object)];
    }),
  );

/** Where the handlers answer. */
export interface Origin {
  /** Answer this origin only, such as `https://api.example.org`. Default: any. */
  baseUrl?: string | undefined;
}

/** One handler for all operations; what `resolve` does not answer goes on to the handlers below. */
export const everyOperation = (
  { baseUrl }: Origin,
  resolve: (request: Request) => Promise<Response | undefined> | Response | undefined,
): HttpHandler =>
  http.all(baseUrl === undefined ? '*' : `${baseUrl.replace(/\/$/, '')}/*`, ({ request }) =>
    resolve(request),
  ) as HttpHandler;

/** Puts a token server before the operations: it answers token requests, and what it did not issue is refused. */
const guard = (origin: Origin, tokens: TokenServer): HttpHandler =>
  everyOperation(origin, (request) => {
    const operation = operationOf(request);
    if (operation?.isTokenEndpoint) return tokens.handle(request);
    const authorization = request.headers.get('authorization');
    const foreign = authorization === null || /^Bearer /i.test(authorization);
    if (!operation?.secured || !foreign || tokens.accepts(authorization)) return undefined;
    return failure(operation.name, 401, { example: authorization === null ? '' : 'invalidToken' });
  });

/** How the handlers are made. */
export interface HandlerOptions extends Origin {
  /** Your own answers, by the operation's function name: `{ collectivitesGet: { status: 404 } }`. */
  override?: Overrides | undefined;
  /** Issues the tokens, and says which are valid: a call without one of them is `401`. Default: every token. */
  tokenServer?: TokenServer | undefined;
}

/**
 * MSW handlers for every operation of the API, the token endpoint included: each answers the contract's own example. No
 * request is checked against the contract; for that there is the mock.
 *
 * @param options origin to answer, answers of your own, and a token server
 * @returns handlers for `setupServer(...)` or `setupWorker(...)`
 * @example
 * import { setupServer } from 'msw/node';
 * import { handlers } from '@guichet/sdk/testing';
 *
 * const server = setupServer(...handlers());
 * server.listen({ onUnhandledFrame: 'error' });
 * // In a test:
 * server.use(...handlers({ override: { collectivitesGet: { status: 404 } } }));
 */
export function handlers({ baseUrl, override = {}, tokenServer }: HandlerOptions = {}): HttpHandler[] {
  const config = baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/$/, '') };
  const pick = { ...answers, ...resolved(override) } as Picks;
  return [...(tokenServer ? [guard({ baseUrl }, tokenServer)] : []), ...createMswHandlers(config).all({ pick })];
}
