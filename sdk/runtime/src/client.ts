import { type Answered, ApiPromise } from './api-promise.ts';
import type { TokenSource } from './auth/token-source.ts';
import { type UserToken, userTokenHeaderOption, userTokenOption } from './auth/user-token.ts';
import type { Client, RequestOptions } from './call.ts';
import { orAbort } from './clock.ts';
import { Contract, type ContractFacts } from './contract.ts';
import { type Hooks, hooksOption } from './observe/hooks.ts';
import { type Logger, loggerOption } from './observe/logger.ts';
import { openTelemetryKey } from './observe/open-telemetry.ts';
import { fetchOption, httpUrl, milliseconds, optionError, tokenSourceOption } from './options.ts';
import { underDeadline } from './transport/body.ts';
import { Channel } from './transport/channel.ts';
import { Deadline } from './transport/deadline.ts';
import { type Exchange, pathOf } from './transport/exchange.ts';
import { foreign } from './transport/foreign.ts';
import { type PlainHeaders, plainHeaders } from './transport/headers.ts';
import { fillPath } from './transport/path.ts';
import { queryString } from './transport/query.ts';
import { bodyOf } from './transport/request-body.ts';
import { dataOf } from './transport/response-body.ts';
import { type RetryOptions, isRepeatable, retryPolicy } from './transport/retry.ts';
import { type Terms, send } from './transport/send.ts';
import type { ResponseValidator } from './transport/validation.ts';

/** What the client under generated functions is made of. */
export interface TransportOptions {
  /** Where paths start. The token goes to this origin, and no other. */
  baseUrl: string | URL;
  /** Where tokens come from. Default: calls carry none. */
  tokens?: TokenSource | undefined;
  /**
   * The person on whose behalf the client calls: the token, or a function asked at each try. Sent beside the client's
   * own token, where that goes and nowhere else; it narrows what the client may do. Default: nobody.
   */
  userToken?: UserToken | undefined;
  /** Header of `userToken`. Default `X-User-Token`. */
  userTokenHeader?: string | undefined;
  /**
   * What the contract says of its operations, or a function that loads it: with it, errors name the operation, writes
   * that take an `Idempotency-Key` get one, and `scopes: 'operation'` is possible.
   */
  contract?: ContractFacts | (() => Promise<ContractFacts>) | undefined;
  /**
   * `'operation'` asks for a token with the scopes that the called operation declares; a token at hand that has them and
   * more will do. Default: those of the token source, the same for all calls.
   */
  scopes?: 'operation' | undefined;
  /** The fetch underneath. Default: the platform's. */
  fetch?: typeof fetch | undefined;
  /** Deadline of a whole call, in milliseconds: token, tries, waits and body. Default 30,000; `false` for none. */
  timeout?: number | false | undefined;
  /** Deadline of each try, its body included, in milliseconds; the next try may follow. Default: none of its own. */
  tryTimeout?: number | false | undefined;
  /** What is tried again. Default: two more tries of what may be repeated. */
  retry?: RetryOptions | number | false | undefined;
  /** Headers of every call. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Functions around each try. */
  hooks?: Hooks | undefined;
  /**
   * Where the client reports what it does: each try, each deprecated operation. Default: warnings on standard error,
   * and with `GUICHET_LOG=debug` all of it; `false` for nothing.
   */
  logger?: Logger | false | undefined;
  /** Checks the data of each answer. Default: data is taken as it comes. */
  validate?: ResponseValidator | undefined;
}

const owner = 'createTransport';

/** Whether an operation wants the client itself, by HTTP Basic. */
const isBasic = (security: readonly unknown[] | undefined): boolean =>
  (security?.[0] as { scheme?: unknown } | undefined)?.scheme === 'basic';

/** Adds headers; `null` takes one away. */
function merge(target: PlainHeaders, headers: RequestOptions['headers'] | HeadersInit): void {
  if (!headers) return;
  if (typeof headers !== 'object') throw optionError(owner, 'headers', headers, "an object such as `{ 'x-a': 'b' }`");
  if (Symbol.iterator in headers) return void Object.assign(target, plainHeaders(headers as HeadersInit));
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) delete target[name.toLowerCase()];
    else if (value !== undefined) Object.assign(target, plainHeaders({ [name]: value as string }));
  }
}

/**
 * The client under generated functions.
 *
 * @throws TypeError when an option is missing or not acceptable
 *
 * @example
 * const client = createTransport({ baseUrl: 'https://api.example.org', tokens });
 * const thing = await client.get<{ 200: { id: number } }>({ url: '/things/{id}', path: { id: 1 }, security: [{ type: 'http' }] });
 */
export function createTransport(options: TransportOptions): Client {
  const base = httpUrl(owner, 'baseUrl', options?.baseUrl);
  const prefix = (base.origin + base.pathname).replace(/\/$/, '');
  const tokens = options.tokens === undefined ? undefined : tokenSourceOption(owner, options.tokens);
  const policy = retryPolicy(owner, options.retry);
  const timeout = milliseconds(owner, 'timeout', options.timeout, 30_000);
  const tryTimeout = milliseconds(owner, 'tryTimeout', options.tryTimeout, false);
  const userToken = userTokenOption(owner, options.userToken);
  const userTokenHeader = userTokenHeaderOption(owner, options.userTokenHeader);
  if (userToken !== undefined && !tokens) {
    throw new TypeError(
      `${owner}: \`userToken\` goes with a token of the client, and there is none. Pass \`tokens\` too.`,
    );
  }
  const { scopes: scopeMode, contract: facts } = options;
  if (scopeMode !== undefined && (scopeMode !== 'operation' || !facts)) {
    if (scopeMode === 'operation') throw optionError(owner, 'contract', undefined, 'the operations of the contract');
    throw optionError(owner, 'scopes', scopeMode, "`'operation'`, and `contract` with it");
  }
  const contract = facts && new Contract(typeof facts === 'function' ? facts : () => facts);
  const { validate } = options;
  if (validate !== undefined && typeof validate !== 'function') {
    throw optionError(owner, 'validate', validate, 'a function, such as `validateResponse` of the `validation` entry');
  }
  const hooks = hooksOption(owner, options.hooks);
  const log = loggerOption(owner, options.logger);
  const channel = new Channel({
    tokens,
    fetch: fetchOption(owner, options.fetch),
    userToken,
    userTokenHeader,
    hooks,
    log,
    isForeign: options.fetch !== undefined || hooks !== undefined || !tokens?.authenticateClient,
    contract,
  });
  const ownHeaders: PlainHeaders = { accept: 'application/json, */*;q=0.5' };
  merge(ownHeaders, options.headers);
  /** Whether each call has to be known by its name. */
  const named = scopeMode !== undefined || hooks !== undefined || log.debug !== undefined || validate !== undefined;

  function exchangeOf(call: RequestOptions, method: string): Exchange {
    const headers: PlainHeaders = { ...ownHeaders };
    merge(headers, call.headers);
    let body: BodyInit | undefined;
    if (call.body === undefined) delete headers['content-type'];
    else {
      const written = bodyOf(call.body, call.bodySerializer, headers['content-type']);
      body = written.body;
      if (written.contentType) headers['content-type'] = written.contentType;
    }
    // `@evil.example` and `.evil.example` would turn our host into another.
    if (!call.url.startsWith('/')) throw new TypeError(`${method}: \`url\` does not begin with a slash. Pass a path.`);
    let url = prefix + fillPath(call.url, call.path);
    if (call.query) {
      const { querySerializer } = call;
      const query =
        typeof querySerializer === 'function' ? querySerializer(call.query) : queryString(call.query, querySerializer);
      if (query !== '') url += `?${query}`;
    }
    const operation = contract?.find(method, call.url);
    const { idempotencyKey: key } = call;
    if (key === '') throw optionError(method, 'idempotencyKey', key, 'a key, or `false` for none');
    if (key) headers['idempotency-key'] = key;
    else if (operation?.idempotencyKey && key !== false && !isRepeatable(method, headers)) {
      headers['idempotency-key'] = crypto.randomUUID();
    }
    const authorized =
      call.security !== undefined && call.security.length > 0 && headers['authorization'] === undefined;
    return {
      url,
      method,
      headers,
      body,
      authorized,
      form: authorized && isBasic(call.security) ? String(body ?? '') : undefined,
      scopes: call.scopes ?? (scopeMode && operation && operation.scopes.length > 0 ? operation.scopes : undefined),
      operation: operation?.name,
      template: call.url,
      userToken: call.userToken,
    };
  }

  async function perform(call: RequestOptions, method: string): Promise<Answered<unknown>> {
    if (contract && (named || !isRepeatable(method, ownHeaders))) await contract.load();
    const exchange = exchangeOf(call, method);
    if (!(openTelemetryKey in globalThis)) return settle(call, exchange);
    const { openTelemetry, withSpan } = await import('./on-demand.ts');
    const api = openTelemetry();
    return api ? withSpan(api, exchange, () => settle(call, exchange)) : settle(call, exchange);
  }

  async function settle(call: RequestOptions, exchange: Exchange): Promise<Answered<unknown>> {
    const { method } = exchange;
    const { parseAs = 'auto' } = call;
    const total = call.timeout === undefined ? timeout : milliseconds(method, 'timeout', call.timeout, timeout);
    let data: unknown;
    const terms: Terms = {
      policy: call.retry === undefined ? policy : retryPolicy(method, call.retry),
      tryTimeout:
        call.tryTimeout === undefined ? tryTimeout : milliseconds(method, 'tryTimeout', call.tryTimeout, tryTimeout),
      async read(success) {
        data = await dataOf(success, parseAs, exchange);
      },
    };
    const deadline = new Deadline(total, call.signal, () => `${method} ${pathOf(exchange.url)}`);
    const response = await send(channel, exchange, deadline, terms);
    if (!response.ok) throw await underDeadline(() => refused(response, exchange), deadline, exchange.url);
    if (validate) {
      const { validated } = await import('./on-demand.ts');
      const checked = foreign(() => validated(validate, data, response, exchange));
      await underDeadline(() => orAbort(checked, deadline.signal), deadline, exchange.url);
    }
    // A stream is read by the caller, within what is left of the time.
    if (parseAs === 'stream') deadline.handOver();
    else deadline.clear();
    return { data, response };
  }

  async function refused(response: Response, exchange: Exchange): Promise<unknown> {
    // Whoever sees the error wants to know the operation's name; that the contract cannot be loaded is no reason to say nothing.
    await contract?.load()?.catch(() => {});
    exchange.operation ??= contract?.find(exchange.method, exchange.template ?? '')?.name;
    return (await import('./on-demand.ts')).apiErrorOf(response, exchange, contract);
  }

  const call = (given: RequestOptions, method: string) => new ApiPromise(perform(given, method)) as ApiPromise<never>;
  return {
    request: (given) => call(given, given.method.toUpperCase()),
    get: (given) => call(given, 'GET'),
    post: (given) => call(given, 'POST'),
    put: (given) => call(given, 'PUT'),
    patch: (given) => call(given, 'PATCH'),
    delete: (given) => call(given, 'DELETE'),
    head: (given) => call(given, 'HEAD'),
    options: (given) => call(given, 'OPTIONS'),
    trace: (given) => call(given, 'TRACE'),
  };
}
