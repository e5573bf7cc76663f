/**
 * Answers for tests, without a server: MSW handlers from the contract's examples, and a token server that can be told to
 * expire, revoke, stall and lie.
 *
 * @module
 */
import { type HttpHandler, HttpResponse } from 'msw';
import { examples } from './generated/examples.gen.ts';
import { type MswHandlerFactories, createMswHandlers } from './generated/msw.gen.ts';

export * from '@guichet/runtime/testing';

/** An answer of your own for an operation: a body with its status, or a resolver of MSW. */
export type Overrides = { [K in keyof MswHandlerFactories]?: Parameters<MswHandlerFactories[K]>[0] };

type Picks = NonNullable<Parameters<ReturnType<typeof createMswHandlers>['all']>[0]>['pick'];

interface Example {
  status: number;
  body?: unknown;
  pagination?: { page: string; items: string };
}

/** The example is the first page of a list; what follows is empty, so that a test which iterates comes to an end. */
function pageOf({ body, pagination }: Example, url: string): unknown {
  const page = pagination && Number(new URL(url).searchParams.get(pagination.page) ?? 1);
  return page && page > 1 ? { ...(body as object), [pagination.page]: page, [pagination.items]: [] } : body;
}

const answer =
  (example: Example) =>
  ({ request }: { request: Request }) =>
    example.body === undefined
      ? new HttpResponse(null, { status: example.status })
      : HttpResponse.json(pageOf(example, request.url) as never, { status: example.status });

const answers = Object.fromEntries(
  Object.entries(examples).map(([operation, example]) => [operation, answer(example as Example)]),
) as Overrides;

/** How the handlers are made. */
export interface HandlerOptions {
  /** Answer this origin only. Default: any. */
  baseUrl?: string;
  /** Your own answers, by the operation's function name: `{ collectivitesList: { body: { ... } } }`. */
  override?: Overrides;
}

/**
 * MSW handlers for every operation of the API, the token endpoint included: each answers the contract's own example.
 *
 * @param options origin to answer, and answers of your own
 * @returns handlers for `setupServer(...)` or `setupWorker(...)`
 * @example
 * import { setupServer } from 'msw/node';
 * import { handlers } from '@guichet/sdk/testing';
 *
 * const server = setupServer(...handlers());
 * server.listen({ onUnhandledFrame: 'error' });
 */
export function handlers({ baseUrl, override }: HandlerOptions = {}): HttpHandler[] {
  const config = baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/$/, '') };
  return [...createMswHandlers(config).all({ pick: { ...answers, ...override } as Picks })];
}
