/**
 * What a cache does with a store: one exchange at a time among all who share it, and never worse off than without it.
 *
 * 1. Each operation has a deadline, and a store that hung is left alone for a while.
 * 2. Whoever holds the lease asks the token endpoint, and renews the lease meanwhile. Others look for the token.
 * 3. A holder that died stops renewing, and another takes over after a term. Nobody waits for others longer than half of
 *    its own deadline.
 * 4. Only whoever still holds the lease writes, so that a slow exchange never replaces the token of a later one.
 */
import { type Clock, orAbort, sleep } from '../clock.ts';
import type { AccessToken } from './access-token.ts';
import type { Lease, TokenStore } from './stores/store.ts';

/** How long a store that hung is not asked again, in milliseconds. */
const hangPause = 30_000;
const longestOperation = 2000;
const longestTerm = 3000;
/** How long to wait between two looks at the store, in milliseconds. */
const firstLook = 20;
const longestLook = 250;

/** Of an operation that threw or took too long. */
const failed = Symbol('failed');

export interface Exchange {
  key: string;
  /** Whether a token of the store is worth having. */
  isNews(stored: AccessToken): boolean;
  request(): Promise<AccessToken>;
  signal: AbortSignal;
}

export class SharedStore {
  readonly #store: TokenStore;
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #term: number;
  #pausedUntil = -Infinity;

  /** @param timeout deadline of an attempt, in milliseconds */
  constructor(store: TokenStore, clock: Clock, timeout: number) {
    this.#store = store;
    this.#clock = clock;
    this.#timeout = timeout;
    this.#term = Math.min(longestTerm, timeout / 4);
  }

  /** The token of the store, or a new one, which goes into the store. */
  async acquire(exchange: Exchange): Promise<AccessToken> {
    const { key, request, signal } = exchange;
    const stored = await this.#look(exchange);
    if (stored) return stored;
    const turn = await this.#turn(exchange);
    if (turn.token) return turn.token;
    const { lease } = turn;
    const stopRenewing = lease && this.#keep(lease);
    try {
      signal.throwIfAborted();
      const token = await orAbort(request(), signal);
      // Nobody here waits for the others to learn of it.
      void this.#spread(key, token, lease).finally(stopRenewing);
      return token;
    } catch (error) {
      stopRenewing?.();
      if (lease) void this.#use(() => lease.release(), true);
      throw error;
    }
  }

  drop(key: string, token: AccessToken): void {
    void this.#use((store) => store.delete(key, token), true);
  }

  /** The token of the store, where it is worth having. */
  async #look({ key, isNews }: Exchange): Promise<AccessToken | undefined> {
    const stored = await this.#use((store) => store.get(key));
    return typeof stored === 'object' && isNews(stored) ? stored : undefined;
  }

  /** Waits for the lease, or for the token that its holder gets; for neither where the store fails or takes too long. */
  async #turn(exchange: Exchange): Promise<{ token?: AccessToken; lease?: Lease }> {
    const { key, signal } = exchange;
    if (!this.#store.lease) return {};
    let waited = 0;
    for (let look = firstLook; ; look = Math.min(look * 2, longestLook)) {
      signal.throwIfAborted();
      const lease = await this.#use((store) => store.lease!(key, this.#term));
      if (lease === failed) return {};
      // Also with the lease in hand: the one who had it may have just left a token.
      const token = await this.#look(exchange);
      if (token) {
        if (lease) void this.#use(() => lease.release(), true);
        return { token };
      }
      if (lease) return { lease };
      if (waited > this.#timeout / 2) return {};
      const pause = look * (1 - Math.random() / 2);
      await sleep(this.#clock, pause, signal);
      waited += pause;
    }
  }

  async #spread(key: string, token: AccessToken, lease: Lease | undefined): Promise<void> {
    const held = lease === undefined || (await this.#use(() => lease.renew(), true));
    if (held === true) await this.#use((store) => store.set(key, token), true);
    if (lease) await this.#use(() => lease.release(), true);
  }

  /** Renews the lease until told to stop. */
  #keep(lease: Lease): () => void {
    let cancel = () => {};
    const next = () => {
      cancel = this.#clock.schedule(
        () => {
          void this.#use(() => lease.renew(), true);
          next();
        },
        this.#term / 3,
        true,
      );
    };
    next();
    return () => cancel();
  }

  /** A store that fails is a store that knows nothing. `background`: nobody waits for it. */
  async #use<T>(use: (store: TokenStore) => T | Promise<T>, background = false): Promise<T | typeof failed> {
    if (this.#clock.now() < this.#pausedUntil) return failed;
    const limit = Math.min(longestOperation, this.#timeout / 5);
    let cancel = () => {};
    try {
      const result = use(this.#store);
      if (!(result instanceof Promise)) return result;
      const late = new Promise<never>((_, reject) => {
        cancel = this.#clock.schedule(
          () => {
            this.#pausedUntil = this.#clock.now() + hangPause;
            reject(
              new Error(
                `The token store did not answer within ${limit} ms; it is not asked again for ${hangPause} ms.`,
              ),
            );
          },
          limit,
          background,
        );
      });
      return await Promise.race([result, late]);
    } catch (error) {
      try {
        this.#store.onError?.(error);
      } catch {
        // A listener that throws is no reason for anybody to go without a token.
      }
      return failed;
    } finally {
      cancel();
    }
  }
}
