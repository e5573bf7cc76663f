import type { TokenAuthority } from '@guichet/front';
import { identity } from '../../../../guichet.config.ts';

/** What the server may do at the registry. */
const scope = 'api-keys.validate';
/** Who the server is there: no credential and no person, so that the token opens nothing here. */
const clientId = `${identity.slug}-server`;
/** Lifetime in seconds. */
const ttl = 300;
/** How long before its end another one is used, in ms: requests are under way, and clocks differ. */
const margin = 60_000;
/** How often a token that was refused is replaced at most, in ms. */
const pause = 10_000;

/**
 * The server's own access token for the registry, which it issues to itself: the registry takes the tokens of this
 * authorization server, and so there is no further secret to keep (decision 023).
 */
export class OwnToken {
  readonly #authority: Pick<TokenAuthority, 'issueToken'>;
  #current: { value: Promise<string>; issuedAt: number } | undefined;

  constructor(authority: Pick<TokenAuthority, 'issueToken'>) {
    this.#authority = authority;
  }

  get(): Promise<string> {
    const now = Date.now();
    const age = this.#current === undefined ? Number.POSITIVE_INFINITY : now - this.#current.issuedAt;
    // A clock that was put back would let it live longer here than at the registry.
    if (this.#current === undefined || age < 0 || age > ttl * 1000 - margin) {
      const current = { value: this.#issue(), issuedAt: now };
      this.#current = current;
      current.value.catch(() => {
        if (this.#current === current) this.#current = undefined;
      });
      return current.value;
    }
    return this.#current.value;
  }

  /**
   * The registry refused it: its signing key may have been taken out of service.
   *
   * @returns whether there is another one to try with
   */
  async refused(value: string): Promise<boolean> {
    const current = this.#current;
    if (current === undefined || (await current.value) !== value) return true;
    if (Date.now() - current.issuedAt < pause) return false;
    if (this.#current === current) this.#current = undefined;
    return true;
  }

  async #issue(): Promise<string> {
    const { accessToken } = await this.#authority.issueToken({ subject: clientId, clientId, scopes: [scope], ttl });
    return accessToken;
  }
}
