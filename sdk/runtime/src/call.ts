import type { ApiPromise } from './api-promise.ts';
import type { UserToken } from './auth/user-token.ts';
import type { QuerySerializer, QuerySerializerOptions } from './transport/query.ts';
import type { BodySerializer } from './transport/request-body.ts';
import type { ParseAs } from './transport/response-body.ts';
import type { RetryOptions } from './transport/retry.ts';

/** What a caller may say of one call. */
export interface CallOptions {
  /** Ends the call immediately, with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Deadline of this call, in milliseconds; `false` for none. Default: the client's. */
  timeout?: number | false | undefined;
  /** Deadline of each try, its body included, in milliseconds; `false` for none. Default: the client's. */
  tryTimeout?: number | false | undefined;
  /** What is tried again. Default: the client's. */
  retry?: RetryOptions | number | false | undefined;
  /** Headers of this call; `null` takes one of the client's away. */
  headers?: Readonly<Record<string, string | null | undefined>> | undefined;
  /**
   * Sent as `Idempotency-Key`; makes a write one that may be tried again. Default: a new one for each call of an
   * operation that takes it; `false` for none.
   */
  idempotencyKey?: string | false | undefined;
  /** Scopes that the token must have. Default: those of the token source. */
  scopes?: readonly string[] | undefined;
  /** The person on whose behalf this call is made. Default: the client's; `null` for nobody. */
  userToken?: UserToken | null | undefined;
}

/** A call as generated functions make it. */
export interface RequestOptions extends Omit<CallOptions, 'headers'> {
  /** HTTP method. */
  method?: string | undefined;
  /** Path template below the client's `baseUrl`. */
  url: string;
  /** Values of the template's parameters. */
  path?: Readonly<Record<string, unknown>> | undefined;
  /** Query parameters; `undefined` and `null` are left out. */
  query?: Readonly<Record<string, unknown>> | undefined;
  /** What is sent: JSON, unless `bodySerializer` or the content type says otherwise. */
  body?: unknown;
  /** Headers of this call; `null` takes one of the client's away. */
  headers?: Readonly<Record<string, unknown>> | undefined;
  /** Names the schemes of the operation; where there are any, the call carries a token. */
  security?: readonly unknown[] | undefined;
  /** How arrays and objects stand in the query. Default: exploded `form`, and `deepObject`. */
  querySerializer?: QuerySerializer | QuerySerializerOptions | undefined;
  /** Turns the body into what fetch sends. Default: by its content type. */
  bodySerializer?: BodySerializer | null | undefined;
  /** Default: by the content type of the answer. */
  parseAs?: ParseAs | undefined;
}

/** The type of a generated operation's data. */
export interface TDataShape {
  /** Type of the body. */
  body?: unknown;
  /** Types of the header parameters. */
  headers?: unknown;
  /** Types of the path's parameters. */
  path?: unknown;
  /** Types of the query's parameters. */
  query?: unknown;
  /** Path template. */
  url: string;
}

/** Values that callers attach to a call; extend it by declaration merging. */
// Generated code checks whether this interface is empty.
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
