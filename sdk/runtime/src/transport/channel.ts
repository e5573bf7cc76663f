import type { AccessToken } from '../auth/access-token.ts';
import type { TokenSource } from '../auth/token-source.ts';
import type { UserToken } from '../auth/user-token.ts';
import type { Contract } from '../contract.ts';
import type { Hooks } from '../observe/hooks.ts';
import type { Log } from '../observe/logger.ts';
import { isWorkerd } from '../runtime.ts';
import { type Exchange, pathOf } from './exchange.ts';

export interface ChannelOptions {
  tokens: TokenSource | undefined;
  fetch: typeof globalThis.fetch;
  userToken: UserToken | undefined;
  userTokenHeader: string;
  hooks: Hooks | undefined;
  log: Log;
  /** Whether functions of the caller take part, which might not heed a signal. */
  isForeign: boolean;
  /** Names operations in errors and warnings. */
  contract?: Contract | undefined;
}

/** How long a new token that was refused immediately is kept anyway, in milliseconds. */
const vainPause = 30_000;

/** What all calls of a client have in common, and what they learn from each other. */
export class Channel {
  readonly options: ChannelOptions;
  readonly isWatched: boolean;
  /** Whether fetch takes `Authorization` along on a redirect to another origin, as it did in workerd once. */
  readonly isLeaky: boolean = isWorkerd();
  /** A 401 that a new token did not mend is about something else: until then, no further token is spent on it. */
  readonly #vain = new Map<string, number>();
  /** Values of tokens that were sent before, for the log; as few as there are scopes in use. */
  readonly #known: string[] = [];
  readonly #warned = new Set<string>();

  constructor(options: ChannelOptions) {
    this.options = options;
    this.isWatched = options.hooks !== undefined || options.log.debug !== undefined;
  }

  /** Whether it makes sense to ask for another token in place of this one. */
  mayReplace(token: AccessToken, now: number): boolean {
    // A key that does not change is all there is.
    if (token.replaceable === false) return false;
    return now >= (this.#vain.get(token.value) ?? 0);
  }

  /** Says that a new token was refused as well. */
  gaveUp(token: AccessToken, now: number): void {
    for (const [value, until] of this.#vain) if (now >= until) this.#vain.delete(value);
    this.#vain.set(token.value, now + vainPause);
  }

  /** Whether a token was sent before, or is a new one. */
  stateOf(token: AccessToken | undefined): 'cached' | 'renewed' | undefined {
    if (!token) return undefined;
    if (this.#known.includes(token.value)) return 'cached';
    if (this.#known.push(token.value) > 16) this.#known.shift();
    return 'renewed';
  }

  /** Warns once of an operation whose answers say that it goes away. */
  heed(exchange: Exchange, { headers }: Response): void {
    if (!this.options.log.warn || !(headers.has('deprecation') || headers.has('sunset'))) return;
    const address = `${exchange.method} ${exchange.template ?? pathOf(exchange.url)}`;
    if (this.#warned.has(address)) return;
    this.#warned.add(address);
    // Nobody waits for it, and a warning that cannot be written fails no call.
    this.#warn(exchange, address, headers).catch(() => {});
  }

  async #warn({ method, template }: Exchange, address: string, headers: Headers): Promise<void> {
    const { contract, log } = this.options;
    await contract?.load();
    const { warnOfDeprecation } = await import('../on-demand.ts');
    warnOfDeprecation(log, (template && contract?.find(method, template)?.name) ?? address, headers);
  }
}
