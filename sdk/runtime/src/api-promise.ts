/** Data, and the response that it came in. */
export interface WithResponse<T> {
  /** What the promise alone resolves to. */
  data: T;
  /** Its body has been read. */
  response: Response;
}

/**
 * Promises the data of an answer; `withResponse()` adds the response.
 *
 * @example
 * const thing = await client.things.get({ id });
 * const { data, response } = await client.things.get({ id }).withResponse();
 */
export class ApiPromise<T> extends Promise<T> {
  readonly #result: Promise<WithResponse<T>> | undefined;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** @param result left out by subclasses that ask later, in `withResponse` */
  constructor(result?: Promise<WithResponse<T>>) {
    // Never settles: everything goes to the one result, so that a failure is raised once, to whoever asks.
    super(() => {});
    this.#result = result;
  }

  /** The data, and the response that it came in: its status, its headers. */
  withResponse(): Promise<WithResponse<T>> {
    return this.#result ?? Promise.reject(new TypeError('This promise was made without a result.'));
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a promise is one
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const data = onFulfilled
      ? ({ data: value }: WithResponse<T>) => onFulfilled(value)
      : ({ data: value }: WithResponse<T>) => value as unknown as A;
    return this.withResponse().then(data, onRejected);
  }

  override catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, onRejected);
  }

  override finally(onFinally?: (() => void) | null): Promise<T> {
    return this.withResponse()
      .finally(onFinally)
      .then(({ data }) => data);
  }
}
