/** What an access token is made of. */
export interface AccessTokenInit {
  /** The token itself. */
  value: string;
  /** How it is presented; `Bearer` (RFC 6750) or `DPoP` (RFC 9449). */
  type?: 'Bearer' | 'DPoP';
  /** What it was granted for; `undefined` where neither request nor answer named a scope. */
  scopes?: readonly string[] | undefined;
  /** When the request for it was sent, in milliseconds since the epoch. */
  requestedAt: number;
  /** When it ends, in milliseconds since the epoch. */
  expiresAt: number;
}

const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * An access token that does not show itself: not to a log, not to `JSON.stringify`, not to `util.inspect`.
 *
 * @example
 * const token = await tokens.getToken();
 * console.log(token.scopes, new Date(token.expiresAt));
 */
export class AccessToken {
  readonly #value: string;
  /** How it is presented (RFC 6750, RFC 9449). */
  readonly type: 'Bearer' | 'DPoP';
  /** What it was granted for; `undefined` where neither request nor answer named a scope. */
  readonly scopes: readonly string[] | undefined;
  /** When the request for it was sent, in milliseconds since the epoch. */
  readonly requestedAt: number;
  /** When it ends, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** What goes into the `Authorization` header. */
  readonly #authorization: string;

  /** @throws TypeError where the value has characters that a header cannot carry */
  constructor(init: AccessTokenInit) {
    if (typeof init.value !== 'string' || !/^[\x21-\x7e]+$/.test(init.value)) {
      throw new TypeError('AccessToken: `value` is empty, or has spaces or characters that a header cannot carry.');
    }
    this.#value = init.value;
    this.type = init.type ?? 'Bearer';
    this.scopes = init.scopes;
    this.requestedAt = init.requestedAt;
    this.expiresAt = init.expiresAt;
    this.#authorization = `${this.type} ${init.value}`;
  }

  /** The token itself. */
  get value(): string {
    return this.#value;
  }

  /** The header that it is sent in, in lower case. */
  get header(): string {
    return 'authorization';
  }

  /** Whether a new one may come in its place when it is refused. */
  get replaceable(): boolean {
    return true;
  }

  /** The whole field value, such as `Bearer ...`. */
  get authorization(): string {
    return this.#authorization;
  }

  /** What may be logged: not the token. */
  toJSON(): Record<string, unknown> {
    return { type: this.type, scopes: this.scopes, expiresAt: this.expiresAt };
  }

  /** What may be logged: not the token. */
  toString(): string {
    return `[AccessToken, ends ${new Date(this.expiresAt).toISOString()}]`;
  }

  [inspect](): string {
    return this.toString();
  }
}
