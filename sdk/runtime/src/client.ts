import { ApiPromise, type WithResponse } from './api-promise.ts';
import type { TokenSource } from './auth/token-source.ts';
import { type UserToken, userTokenHeaderOption, userTokenOption } from './auth/user-token.ts';
import { fetchOption, httpUrl, milliseconds, optionError, tokenSourceOption } from './options.ts';
import { underDeadline } from './transport/body.ts';
import { Deadline } from './transport/deadline.ts';
import type { PlainHeaders } from './transport/headers.ts';
import { fillPath } from './transport/path.ts';
import { type QuerySerializer, type QuerySerializerOptions, queryString } from './transport/query.ts';
import { type BodySerializer, bodyOf } from './transport/request-body.ts';
import { type ParseAs, apiErrorOf, dataOf } from './transport/response-body.ts';
import { type RetryOptions, type RetryPolicy, retryPolicy } from './transport/retry.ts';
import { type Exchange, createSend, pathOf } from './transport/send.ts';

type HeaderValue = string | number | boolean | readonly (string | number | boolean)[] | null | undefined;

/** What a caller may say of one call. */
export interface CallOptions {
  /** Ends the call at once, with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Deadline of this call, in milliseconds; `false` for none. Default: the client's. */
  timeout?: number | false | undefined;
  /** What is tried again. Default: the client's. */
  retry?: RetryOptions | number | false | undefined;
  /** Headers of this call; `null` takes one of the client's away. */
  headers?: Readonly<Record<string, string | null | undefined>> | undefined;
  /** Sent as `Idempotency-Key`; makes a write one that may be tried again. */
  idempotencyKey?: string | undefined;
  /** Scopes that the token must have. Default: those of the token source. */
  scopes?: readonly string[] | undefined;
  /** The person on whose behalf this call is made. Default: the client's; `null` for nobody. */
  userToken?: UserToken | null | undefined;
}

/** A call as generated functions make it. */
export interface RequestOptions extends Omit<CallOptions, 'headers'> {
  method?: string | undefined;
  /** Path template below the client's `baseUrl`. */
  url: string;
  path?: Readonly<Record<string, unknown>> | undefined;
  query?: Readonly<Record<string, unknown>> | undefined;
  body?: unknown;
  headers?: Readonly<Record<string, unknown>> | undefined;
  /** Names the schemes of the operation; where there are any, the call carries a token. */
  security?: readonly unknown[] | undefined;
  querySerializer?: QuerySerializer | QuerySerializerOptions | undefined;
  bodySerializer?: BodySerializer | null | undefined;
  /** Default: by the content type of the answer. */
  parseAs?: ParseAs | undefined;
}

/** The type of a generated operation's data. */
export interface TDataShape {
  body?: unknown;
  headers?: unknown;
  path?: unknown;
  query?: unknown;
  url: string;
}

/** Values that callers attach to a call; extend it by declaration merging. */
// oxlint-disable-next-line typescript/no-empty-object-type -- generated code looks whether it is empty
export interface ClientMeta {}

/** Options of a generated function. Errors are always thrown, so `ThrowOnError` means nothing here. */
export type Options<
  TData extends TDataShape = TDataShape,
  _ThrowOnError extends boolean = boolean,
  _TResponse = unknown,
> = Omit<RequestOptions, 'body' | 'headers' | 'path' | 'query' | 'url'> & {
  headers?: RequestOptions['headers'];
} & Omit<TData, 'url'>;

/** The union of the documented successes of an operation, promised. */
export type RequestResult<
  TResponses = unknown,
  _TErrors = unknown,
  _ThrowOnError extends boolean = boolean,
> = ApiPromise<TResponses extends Record<string, unknown> ? TResponses[keyof TResponses] : TResponses>;

type Call<Given> = <TResponses = unknown, TErrors = unknown, ThrowOnError extends boolean = false>(
  options: Given,
) => RequestResult<TResponses, TErrors, ThrowOnError>;

/** What generated functions call: data comes back, errors are thrown. */
export type Client = Record<
  'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options' | 'trace',
  Call<Omit<RequestOptions, 'method'>>
> & {
  request: Call<RequestOptions & { method: string }>;
};

/** What a contract says of an operation, as far as calls need it. */
export interface OperationScopes {
  /** Upper case. */
  readonly method: string;
  /** Path template, as calls have it in `url`. */
  readonly path: string;
  readonly scopes: readonly string[];
}

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
  /** The operations by their names, with which errors about scopes name them, and for `scopes: 'operation'`. */
  operations?: Readonly<Record<string, OperationScopes>> | undefined;
  /**
   * `'operation'` asks for a token with the scopes that the called operation declares; a token at hand that has them and
   * more will do. Default: those of the token source, the same for all calls.
   */
  scopes?: 'operation' | undefined;
  /** The fetch underneath. Default: the platform's. */
  fetch?: typeof fetch | undefined;
  /** Deadline of a whole call, in milliseconds: token, tries, waits and body. Default 30,000; `false` for none. */
  timeout?: number | false | undefined;
  /** What is tried again. Default: two more tries of what may be repeated. */
  retry?: RetryOptions | number | false | undefined;
  /** Headers of every call. */
  headers?: Readonly<Record<string, string>> | undefined;
}

const owner = 'createTransport';

const merge = (target: PlainHeaders, headers: Readonly<Record<string, unknown>> | undefined): void => {
  if (!headers) return;
  for (const name of Object.keys(headers)) {
    const value = headers[name] as HeaderValue;
    if (value === null) delete target[name.toLowerCase()];
    else if (value !== undefined) target[name.toLowerCase()] = typeof value === 'string' ? value : String(value);
  }
};

/**
 * The client under generated functions.
 *
 * @throws TypeError when an option is missing or not acceptable
 *
 * @example
 * const client = createTransport({ baseUrl: 'https://api.example.org', tokens });
 * const thing = await client.get<Thing>({ url: '/things/{id}', path: { id: 1 }, security: [{ type: 'http' }] });
 */
export function createTransport(options: TransportOptions): Client {
  const base = httpUrl(owner, 'baseUrl', options.baseUrl);
  const prefix = (base.origin + base.pathname).replace(/\/$/, '');
  const tokens = options.tokens === undefined ? undefined : tokenSourceOption(owner, options.tokens);
  const policy = retryPolicy(owner, options.retry);
  const timeout = milliseconds(owner, 'timeout', options.timeout, 30_000);
  const userToken = userTokenOption(owner, options.userToken);
  const userTokenHeader = userTokenHeaderOption(owner, options.userTokenHeader);
  if (userToken !== undefined && !tokens) {
    throw new TypeError(
      `${owner}: \`userToken\` goes beside a token of the client, and there is none. Pass \`tokens\` too.`,
    );
  }
  const { scopes: scopeMode } = options;
  if (scopeMode !== undefined && (scopeMode !== 'operation' || !options.operations)) {
    const accepted = "`'operation'`, and `operations` with it";
    if (scopeMode === 'operation') throw optionError(owner, 'operations', undefined, 'the operations of the contract');
    throw optionError(owner, 'scopes', scopeMode, accepted);
  }
  const operations = new Map<string, { name: string; scopes: readonly string[] }>();
  for (const [name, { method, path, scopes }] of Object.entries(options.operations ?? {})) {
    operations.set(`${method} ${path}`, { name, scopes });
  }
  const send = createSend({ tokens, fetch: fetchOption(owner, options.fetch), userToken, userTokenHeader });
  const ownHeaders: PlainHeaders = { accept: 'application/json, */*;q=0.5' };
  merge(ownHeaders, options.headers);

  function exchangeOf(call: RequestOptions, method: string): Exchange {
    const headers: PlainHeaders = { ...ownHeaders };
    merge(headers, call.headers);
    if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey;
    let body: BodyInit | undefined;
    if (call.body === undefined) delete headers['content-type'];
    else {
      const written = bodyOf(call.body, call.bodySerializer, headers['content-type']);
      body = written.body;
      if (written.contentType) headers['content-type'] = written.contentType;
    }
    let url = prefix + fillPath(call.url, call.path);
    if (call.query) {
      const { querySerializer } = call;
      const query =
        typeof querySerializer === 'function' ? querySerializer(call.query) : queryString(call.query, querySerializer);
      if (query !== '') url += `?${query}`;
    }
    const authorized =
      call.security !== undefined && call.security.length > 0 && headers['authorization'] === undefined;
    const operation = operations.get(`${method} ${call.url}`);
    const declared = scopeMode && operation && operation.scopes.length > 0 ? operation.scopes : undefined;
    const scopes = call.scopes ?? declared;
    return { url, method, headers, body, authorized, scopes, operation: operation?.name, userToken: call.userToken };
  }

  async function perform(call: RequestOptions, method: string): Promise<WithResponse<unknown>> {
    const exchange = exchangeOf(call, method);
    const callPolicy: RetryPolicy = call.retry === undefined ? policy : retryPolicy(method, call.retry);
    const callTimeout = call.timeout === undefined ? timeout : milliseconds(method, 'timeout', call.timeout, timeout);
    const deadline = new Deadline(callTimeout, call.signal, () => `${method} ${pathOf(exchange.url)}`);
    const response = await send(exchange, deadline, callPolicy);
    const data = await underDeadline(
      async () => {
        if (!response.ok) throw await apiErrorOf(response, exchange);
        return dataOf(response, call.parseAs ?? 'auto', exchange);
      },
      deadline,
      exchange.url,
    );
    return { data, response };
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
