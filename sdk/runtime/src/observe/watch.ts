import type { Exchange } from '../transport/exchange.ts';
import { type PlainHeaders, requestIdOf } from '../transport/headers.ts';
import { foreign } from '../transport/foreign.ts';
import type { HookRequest, Hooks } from './hooks.ts';
import type { Log, LogFields } from './logger.ts';

/** What is reported about a try besides its outcome. */
export interface WatchedTry extends HookRequest {
  /** Whether its token was used before; absent where it carries none. */
  readonly token: 'cached' | 'renewed' | undefined;
}

const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '');

/** The short name of a failure: never its message, which is others' text. */
function failureName(error: unknown): string {
  const { code, name, cause } = (error ?? {}) as { code?: unknown; name?: unknown; cause?: { code?: unknown } };
  const known = code ?? cause?.code ?? name;
  return typeof known === 'string' ? known : 'failure';
}

/** A log that cannot be written fails no call; nor does one whose promise fails. */
export function say(write: () => unknown): void {
  try {
    Promise.resolve(write()).catch(() => {});
  } catch {
    // As above.
  }
}

/** One line for a request: method, address without its query, outcome, time. */
export function logTry(
  log: Log,
  { method, url, operation, attempt, token }: Pick<WatchedTry, 'method' | 'url'> & Partial<WatchedTry>,
  outcome: { response: Response } | { error: unknown },
  ms: number,
): void {
  const response = 'response' in outcome ? outcome.response : undefined;
  const requestId = response && requestIdOf(response.headers);
  const result = response ? String(response.status) : failureName((outcome as { error: unknown }).error);
  const fields: LogFields = {
    method,
    path: new URL(url).pathname,
    status: response?.status,
    error: response ? undefined : result,
    ms,
    requestId,
    token,
    operation,
    attempt,
  };
  const details = [
    attempt !== undefined && attempt > 1 && `try ${attempt}`,
    requestId && `request ${requestId}`,
    token && `token ${token}`,
  ].filter(Boolean);
  say(() =>
    log.debug?.(
      `${method} ${withoutQuery(url)} ${result} in ${ms} ms${details.length > 0 ? ` (${details.join(', ')})` : ''}`,
      fields,
    ),
  );
}

/** Lets the hook see the headers of a try, and change them; those that carry secrets are not shown. */
export async function open(
  hooks: Hooks | undefined,
  exchange: Exchange,
  attempt: number,
  token: WatchedTry['token'],
): Promise<WatchedTry> {
  const { method, url, operation } = exchange;
  const headers: PlainHeaders = {};
  const isShown = (name: string): boolean => name !== 'authorization' && !exchange.written?.has(name);
  for (const [name, value] of Object.entries(exchange.headers)) if (isShown(name)) headers[name] = value;
  const request: WatchedTry = { method, url, operation, attempt, headers, token };
  await foreign(() => hooks?.beforeRequest?.(request));
  for (const name of Object.keys(exchange.headers)) if (isShown(name)) delete exchange.headers[name];
  for (const [name, value] of Object.entries(headers)) {
    const field = name.toLowerCase();
    if (isShown(field) || exchange.headers[field] === undefined) exchange.headers[field] = value;
  }
  return request;
}

/** Sends a try, and tells hooks and log of it. */
export async function watched(
  { hooks, log }: { hooks: Hooks | undefined; log: Log },
  request: WatchedTry,
  send: () => Promise<Response>,
): Promise<Response> {
  const start = performance.now();
  const elapsed = (): number => Math.round(performance.now() - start);
  let response: Response;
  try {
    response = await send();
  } catch (error) {
    logTry(log, request, { error }, elapsed());
    await foreign(() => hooks?.afterFailure?.(request, error));
    throw error;
  }
  logTry(log, request, { response }, elapsed());
  await foreign(() => hooks?.afterResponse?.(request, response));
  return response;
}

/** A fetch whose requests stand in the log: that of a token endpoint. */
export const loggedFetch =
  (fetch: typeof globalThis.fetch, log: Log): typeof globalThis.fetch =>
  async (input, init) => {
    const start = performance.now();
    const request = { method: init?.method ?? 'GET', url: String(input) };
    try {
      const response = await fetch(input, init);
      logTry(log, request, { response }, Math.round(performance.now() - start));
      return response;
    } catch (error) {
      logTry(log, request, { error }, Math.round(performance.now() - start));
      throw error;
    }
  };
