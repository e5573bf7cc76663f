import type { RateLimit } from './errors.ts';

/** Data, and the response that it came in. */
export interface Answered<T> {
  /** What the promise alone resolves to. */
  data: T;
  /** Its body has been read. */
  response: Response;
}

/** The same, with what the headers say. */
export interface WithResponse<T> extends Answered<T> {
  /** Identifies the request in the platform's logs; absent where the server gives none. */
  requestId: string | undefined;
  /** What is left of the limit, by the `RateLimit` fields; absent where the server sends none. */
  rateLimit: RateLimit | undefined;
}

/**
 * Promises the data of an answer; `withResponse()` adds the response, its request id and what is left of the limit.
 *
 * @example
 * const thing = await client.things.get({ id });
 * const { data, response, requestId, rateLimit } = await client.things.get({ id }).withResponse();
 */
export class ApiPromise<T> extends Promise<T> {
  readonly #result: Promise<Answered<T>> | undefined;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** @param result left out by subclasses that ask later, in `answered` */
  constructor(result?: Promise<Answered<T>>) {
    // Never settles: everything goes to the one result, so that a failure is raised once, to whoever asks.
    super(() => {});
    this.#result = result;
  }

  /** The data and its response, for those who build upon this class. */
  answered(): Promise<Answered<T>> {
    return this.#result ?? Promise.reject(new TypeError('This promise was made without a result.'));
  }

  /** The data, and the response that it came in: status, headers, request id and what is left of the limit. */
  async withResponse(): Promise<WithResponse<T>> {
    const { data, response } = await this.answered();
    const { rateLimitOf, requestIdOf } = await import('./on-demand.ts');
    const { headers } = response;
    return { data, response, requestId: requestIdOf(headers), rateLimit: rateLimitOf(headers) };
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a promise is one
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const data = onFulfilled
      ? ({ data: value }: Answered<T>) => onFulfilled(value)
      : ({ data: value }: Answered<T>) => value as unknown as A;
    return this.answered().then(data, onRejected);
  }

  override catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, onRejected);
  }

  override finally(onFinally?: (() => void) | null): Promise<T> {
    return this.answered()
      .finally(onFinally)
      .then(({ data }) => data);
  }
}
