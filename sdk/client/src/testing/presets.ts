import { type HttpHandler, HttpResponse, delay } from 'msw';
import { examples } from '../generated/examples.gen.ts';
import { type OperationName, failure } from './failure.ts';
import { type Example, type Origin, everyOperation } from './handlers.ts';
import { operationOf } from './operation.ts';

/** Which operations a preset is about. */
export interface PresetOptions extends Origin {
  /** Only these operations, by their function names, such as `['collectivitesList']`. Default: all, where it applies. */
  only?: readonly OperationName[] | undefined;
}

/** How a preset that asks for patience does it. */
export interface WaitOptions extends PresetOptions {
  /** How many calls it answers before it steps aside. */
  times?: number | undefined;
  /** `Retry-After` of the answer, in seconds. Default 1; with 0 a test does not wait. */
  retryAfter?: number | undefined;
}

type Operation = NonNullable<ReturnType<typeof operationOf>>;

/** Answers the chosen operations; what `resolve` does not answer goes on to the handlers below. */
const preset = (
  { baseUrl, only }: PresetOptions,
  resolve: (operation: Operation, request: Request) => Promise<Response | undefined> | Response | undefined,
): HttpHandler[] => [
  everyOperation({ baseUrl }, (request) => {
    const operation = operationOf(request);
    return operation && (!only || only.includes(operation.name)) ? resolve(operation, request) : undefined;
  }),
];

const wait = (seconds: number) => ({ 'retry-after': String(seconds) });

/** Answers a token request with a token that no other request was given. */
function freshToken(name: OperationName): Response {
  const { body, status, headers } = examples[name] as Example;
  const token = `test-token-${crypto.randomUUID()}`;
  return HttpResponse.json({ ...(body as object), access_token: token }, { status, headers });
}

/**
 * The first token has expired: the API refuses it with `401` `invalid-token` whenever it comes, and accepts any other.
 * The SDK gets a new one and repeats the call, so a test sees one token request more, and no error.
 *
 * @param options origin, operations, and how many tokens are refused; with `times: 2` calls fail with `ApiError` 401
 * @example
 * server.use(...presets.expired());
 * const page = await client.collectivites.list(); // as if nothing had happened
 */
export function expired({ times = 1, ...options }: PresetOptions & { times?: number | undefined } = {}): HttpHandler[] {
  const refused = new Set<string>();
  return [
    ...preset(options, ({ name, secured }, request) => {
      const token = request.headers.get('authorization') ?? '';
      if (!secured || !/^Bearer /i.test(token)) return undefined;
      if (refused.size < times) refused.add(token);
      return refused.has(token) ? failure(name, 401, { example: 'invalidToken' }) : undefined;
    }),
    // Renewal has to bring another token, also where calls are chosen.
    ...preset({ baseUrl: options.baseUrl }, ({ name, isTokenEndpoint }) =>
      isTokenEndpoint ? freshToken(name) : undefined,
    ),
  ];
}

/**
 * The credential was revoked: every call is `401`, and the token endpoint answers `invalid_client`. The SDK gives up with
 * a `TokenError` whose `error` is `invalid_client`.
 *
 * @param options origin and operations
 * @example
 * server.use(...presets.revoked());
 * await client.collectivites.list().catch((error) => console.log(isTokenError(error) && error.error));
 */
export function revoked(options: PresetOptions = {}): HttpHandler[] {
  return preset(options, ({ name, secured, isTokenEndpoint }) => {
    if (isTokenEndpoint) return failure(name, 401, { example: 'invalidClient' });
    return secured ? failure(name, 401, { example: 'invalidToken' }) : undefined;
  });
}

/**
 * Too many requests: `429` with `Retry-After` on the first call, or the first few, then all is well. The SDK waits and
 * tries again; with `retry: false`, or when `times` is above its two retries, it throws an `ApiError` with `retryAfter`.
 *
 * @param options origin, operations (default: all but the token endpoint), `times` (default 1), `retryAfter` in seconds
 * @example
 * server.use(...presets.throttled({ retryAfter: 0 }));
 * const page = await client.collectivites.list(); // at the second try
 */
export function throttled({ times = 1, retryAfter = 1, ...options }: WaitOptions = {}): HttpHandler[] {
  let left = times;
  return preset(options, ({ name, isTokenEndpoint }) => {
    if (left <= 0 || (isTokenEndpoint && !options.only)) return undefined;
    left -= 1;
    return failure(name, 429, { headers: wait(retryAfter) });
  });
}

/**
 * The service is away: `503` with `Retry-After`, or no answer at all. The SDK tries twice more, then throws an `ApiError`
 * 503, a `TokenError` where it had no token yet, or with `network` a `ConnectionError`.
 *
 * @param options origin, operations, `times` (default: for ever), `retryAfter` in seconds, `network` for a connection that
 * fails in place of the 503
 * @example
 * server.use(...presets.down({ only: ['collectivitesList'], times: 2, retryAfter: 0 }));
 * const page = await client.collectivites.list(); // at the third try
 */
export function down({
  times = Infinity,
  retryAfter = 1,
  network = false,
  ...options
}: WaitOptions & { network?: boolean | undefined } = {}): HttpHandler[] {
  let left = times;
  return preset(options, ({ name }) => {
    if (left <= 0) return undefined;
    left -= 1;
    return network ? HttpResponse.error() : failure(name, 503, { headers: wait(retryAfter) });
  });
}

/**
 * Answers late: what the handlers below answer, after `ms` milliseconds. Token requests are in time unless `only` names
 * them.
 *
 * @param options origin, operations, and `ms` (default 1,000)
 * @example
 * server.use(...presets.slow({ ms: 200 }));
 * await client.collectivites.list({}, { timeout: 50 }).catch((error) => console.log(isTimeoutError(error)));
 */
export function slow({ ms = 1000, ...options }: PresetOptions & { ms?: number | undefined } = {}): HttpHandler[] {
  return preset(options, async ({ isTokenEndpoint }) => {
    if (!isTokenEndpoint || options.only) await delay(ms);
    return undefined;
  });
}
