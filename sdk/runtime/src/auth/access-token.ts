export interface AccessTokenInit {
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

/** An access token that does not show itself: not to a log, not to `JSON.stringify`, not to `util.inspect`. */
export class AccessToken {
  readonly #value: string;
  readonly type: 'Bearer' | 'DPoP';
  readonly scopes: readonly string[] | undefined;
  readonly requestedAt: number;
  readonly expiresAt: number;
  /** What goes into the `Authorization` header. */
  readonly #authorization: string;

  constructor(init: AccessTokenInit) {
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

  toJSON(): Record<string, unknown> {
    return { type: this.type, scopes: this.scopes, expiresAt: this.expiresAt };
  }

  toString(): string {
    return `[AccessToken, ends ${new Date(this.expiresAt).toISOString()}]`;
  }

  [inspect](): string {
    return this.toString();
  }
}
