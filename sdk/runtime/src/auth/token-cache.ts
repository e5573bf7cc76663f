/**
 * Keeps tokens, and knows no HTTP. Its policy:
 *
 * 1. A fresh token is handed out immediately. Past its renewal point it still is, while one renewal runs behind.
 * 2. Without a usable token everybody waits for one shared attempt; whoever gives up leaves it running.
 * 3. An attempt has a deadline of its own. What comes after it, or from a replaced attempt, is thrown away.
 * 4. A refused token is dropped by name: only if it is still the current one.
 * 5. A failed attempt takes nothing away; the next one comes no sooner than a short back-off.
 * 6. An attempt that dies without an end is not waited for: workerd stops all that a request began when that request ends.
 */
import { type Clock, orAbort, sleep } from '../clock.ts';
import { TimeoutError } from '../errors.ts';
import type { AccessToken } from './access-token.ts';
import type { SharedStore } from './shared-store.ts';
import type { TokenStore } from './stores/store.ts';
import { covers, isUsable, renewalPoint } from './token-lifetime.ts';

export interface TokenCacheOptions {
  clock: Clock;
  store: TokenStore | undefined;
  /** Deadline of the shared attempt, in milliseconds. */
  timeout: number;
  /** Gets a new token for these scopes. */
  request(scopes: readonly string[] | undefined, signal: AbortSignal): Promise<AccessToken>;
  random?: () => number;
}

interface Entry {
  key: string;
  scopes: readonly string[] | undefined;
  token: AccessToken;
  renewAt: number;
}
interface Flight {
  promise: Promise<AccessToken>;
  /** When its deadline ends it, in milliseconds since the epoch; if it has not ended by then, it is dead. */
  endsAt: number;
  landed: boolean;
}
interface Failures {
  count: number;
  /** No attempt before this time. */
  until: number;
}

const firstBackOff = 250;
const longestBackOff = 5000;

export class TokenCache {
  readonly #options: TokenCacheOptions;
  readonly #random: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #flights = new Map<string, Flight>();
  readonly #failures = new Map<string, Failures>();
  /** Tokens that were refused and may still stand in the store. */
  readonly #refused = new Map<string, AccessToken>();
  #shared: Promise<SharedStore> | undefined;

  constructor(options: TokenCacheOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
  }

  /** @param key what the token is for: issuer, client, audience and `scopes` */
  get(key: string, scopes: readonly string[] | undefined, signal?: AbortSignal | null): Promise<AccessToken> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const now = this.#options.clock.now();
    const own = this.#entries.get(key);
    const entry = own && isUsable(own.token, now) ? own : this.#superset(scopes, now);
    if (entry && now < entry.renewAt) return Promise.resolve(entry.token);
    if (entry && isUsable(entry.token, now)) {
      // A renewal behind the callers' backs; its failure is theirs only once the token has ended.
      if (now >= (this.#failures.get(entry.key)?.until ?? 0)) this.#fly(entry.key, entry.scopes).catch(() => {});
      return Promise.resolve(entry.token);
    }
    return orAbort(this.#fly(key, scopes), signal);
  }

  /** Drops the token wherever it is current, and nothing newer. */
  drop(token: AccessToken): void {
    for (const [key, entry] of this.#entries) {
      if (entry.token.value !== token.value) continue;
      this.#entries.delete(key);
      this.#refused.set(key, token);
      this.#share()?.then(
        (shared) => shared.drop(key, token),
        () => {},
      );
    }
  }

  /** A live token of another key that may do at least the same. */
  #superset(scopes: readonly string[] | undefined, now: number): Entry | undefined {
    if (!scopes) return undefined;
    for (const entry of this.#entries.values()) {
      if (covers(entry.token, scopes) && isUsable(entry.token, now)) return entry;
    }
    return undefined;
  }

  /** The running attempt for this key, or a new one. */
  #fly(key: string, scopes: readonly string[] | undefined): Promise<AccessToken> {
    const { clock, timeout } = this.#options;
    const now = clock.now();
    const running = this.#flights.get(key);
    if (running && now <= running.endsAt) return this.#join(key, scopes, running);
    const controller = new AbortController();
    const cancelDeadline = clock.schedule(
      () => {
        controller.abort(
          new TimeoutError(`The token endpoint gave no token within ${timeout} ms. The next call asks again.`, timeout),
        );
      },
      timeout,
      true,
    );
    const promise = orAbort(this.#acquire(key, scopes, controller.signal), controller.signal).then(
      (token) => {
        if (land()) this.#keep(key, scopes, token);
        return token;
      },
      (error: unknown) => {
        if (land()) this.#backOff(key);
        throw error;
      },
    );
    const flight: Flight = { promise, endsAt: now + timeout, landed: false };
    this.#flights.set(key, flight);
    /** Whether no other has taken its place. */
    const land = (): boolean => {
      cancelDeadline();
      flight.landed = true;
      return this.#flights.get(key) === flight && this.#flights.delete(key);
    };
    return promise;
  }

  /** The end of a running attempt; of a new one if nobody saw it end. */
  #join(key: string, scopes: readonly string[] | undefined, flight: Flight): Promise<AccessToken> {
    return flight.promise.catch((error: unknown) => {
      if (flight.landed) throw error;
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
      return this.#fly(key, scopes);
    });
  }

  async #acquire(key: string, scopes: readonly string[] | undefined, signal: AbortSignal): Promise<AccessToken> {
    const { clock, request } = this.#options;
    const wait = (this.#failures.get(key)?.until ?? 0) - clock.now();
    if (wait > 0) await sleep(clock, wait, signal);
    const shared = this.#share();
    if (!shared) return request(scopes, signal);
    return (await shared).acquire({
      key,
      isNews: (stored) => this.#isNews(key, stored),
      request: () => request(scopes, signal),
      signal,
    });
  }

  /** What a store needs is loaded where there is one. */
  #share(): Promise<SharedStore> | undefined {
    const { store, clock, timeout } = this.#options;
    if (!store) return undefined;
    return (this.#shared ??= import('../on-demand.ts').then(
      ({ SharedStore }) => new SharedStore(store, clock, timeout),
    ));
  }

  /** Whether a token of the store is better than what is here: any other where there is none, a fresh one otherwise. */
  #isNews(key: string, stored: AccessToken): boolean {
    const now = this.#options.clock.now();
    const own = this.#entries.get(key)?.token;
    if ((own ?? this.#refused.get(key))?.value === stored.value) return false;
    return own && isUsable(own, now) ? now < renewalPoint(stored, 0) : isUsable(stored, now);
  }

  #keep(key: string, scopes: readonly string[] | undefined, token: AccessToken): void {
    this.#failures.delete(key);
    // A token without a usable instant serves those who wait for it, once.
    if (!isUsable(token, this.#options.clock.now())) return void this.#entries.delete(key);
    this.#entries.set(key, { key, scopes, token, renewAt: renewalPoint(token, this.#random()) });
  }

  #backOff(key: string): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    // An attempt that ended while it waited would make the next one wait as long again.
    const longest = Math.min(longestBackOff, this.#options.timeout / 2);
    const ms = Math.min(longest, firstBackOff * 2 ** (count - 1));
    this.#failures.set(key, { count, until: this.#options.clock.now() + ms * (1 - this.#random() / 2) });
  }
}
