/** What a token server is made of. */
export interface TokenServerOptions {
  /** Address of the token endpoint. Default `https://auth.test/oauth/token`. */
  tokenUrl?: string | URL | undefined;
  /** Lifetime of its tokens, in seconds. Default 900. */
  lifetime?: number | undefined;
  /** The client that it knows. Default: it takes any. */
  clientId?: string | undefined;
  /** The secret of that client. Default: it takes any. */
  clientSecret?: string | undefined;
  /** Milliseconds since the epoch. Default: the system's. */
  now?: (() => number) | undefined;
}

/** An answer in place of a token: a JSON body (status 200), or a whole response. */
export type Lie = Readonly<Record<string, unknown>> | (() => Response);

/** A token request as it came, without its secret. */
export interface TokenRequestRecord {
  /** `client_id` of the request, out of its header or body. */
  clientId: string | undefined;
  /** `grant_type`, such as `client_credentials`. */
  grantType: string | null;
  /** Scopes that it asked for, separated by spaces. */
  scope: string | null;
  /** How the client authenticated: by header, in the body, or not by a secret. */
  authentication: 'basic' | 'post' | 'none';
}

interface Issued {
  endsAt: number;
  alive: boolean;
}

const json = (status: number, body: unknown): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });

const decode = (encoded: string): string => new URLSearchParams(`=${encoded}`).get('') ?? '';

function credentialsOf(request: Request, form: URLSearchParams) {
  const basic = /^Basic (.+)$/i.exec(request.headers.get('authorization') ?? '');
  if (basic?.[1]) {
    const [id = '', secret = ''] = atob(basic[1]).split(':', 2);
    return { id: decode(id), secret: decode(secret), authentication: 'basic' as const };
  }
  const [id, secret] = [form.get('client_id') ?? undefined, form.get('client_secret') ?? undefined];
  return { id, secret, authentication: secret === undefined ? ('none' as const) : ('post' as const) };
}

/**
 * A token server for tests, in memory: it can be told to expire, revoke, stall, fail and lie, and it counts.
 *
 * @example
 * const server = new TokenServer({ lifetime: 60 });
 * const tokens = clientCredentials({ tokenUrl: server.tokenUrl, clientId: 'a', clientSecret: 'b', fetch: server.fetch });
 * await tokens.getToken();
 * server.revoke();
 * expect(server.count).toBe(1);
 */
export class TokenServer {
  /** Address of its token endpoint. */
  readonly tokenUrl: string;
  /** Token requests, in order. */
  readonly requests: TokenRequestRecord[] = [];
  readonly #options: TokenServerOptions;
  readonly #issued = new Map<string, Issued>();
  readonly #answers: (() => Response)[] = [];
  #stalled: { opened: Promise<void>; open: () => void } | undefined;
  #serial = 0;

  constructor(options: TokenServerOptions = {}) {
    this.#options = options;
    this.tokenUrl = String(options.tokenUrl ?? 'https://auth.test/oauth/token');
  }

  /** How many token requests came in. */
  get count(): number {
    return this.requests.length;
  }

  /** Ends the life of every token issued so far. */
  expire(): void {
    for (const issued of this.#issued.values()) issued.endsAt = -Infinity;
  }

  /** Revokes one token, or every token issued so far. */
  revoke(token?: string): void {
    for (const [value, issued] of this.#issued) if (token === undefined || token === value) issued.alive = false;
  }

  /** Leaves token requests without an answer, until `resume()`. */
  stall(): void {
    let open!: () => void;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.#stalled ??= { opened, open };
  }

  /** Answers the requests that wait, and all that follow. */
  resume(): void {
    this.#stalled?.open();
    this.#stalled = undefined;
  }

  /** Refuses the next requests (RFC 6749 section 5.2). */
  fail(
    error = 'invalid_client',
    { status = 401, description, times = 1 }: { status?: number; description?: string; times?: number } = {},
  ): void {
    for (let n = 0; n < times; n += 1)
      this.#answers.push(() => json(status, { error, ...(description && { error_description: description }) }));
  }

  /** Answers the next requests with something of your own. */
  lie(lie: Lie, { times = 1 }: { times?: number } = {}): void {
    for (let n = 0; n < times; n += 1) this.#answers.push(typeof lie === 'function' ? lie : () => json(200, lie));
  }

  /** Answers a token request; for MSW: `http.post(server.tokenUrl, ({ request }) => server.handle(request))`. */
  async handle(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    const { id, secret, authentication } = credentialsOf(request, form);
    this.requests.push({ clientId: id, grantType: form.get('grant_type'), scope: form.get('scope'), authentication });
    const scripted = this.#answers.shift();
    await this.#stalled?.opened;
    if (scripted) return scripted();
    const { clientId, clientSecret, lifetime = 900 } = this.#options;
    if ((clientId !== undefined && id !== clientId) || (clientSecret !== undefined && secret !== clientSecret)) {
      return json(401, { error: 'invalid_client' });
    }
    if (form.get('grant_type') !== 'client_credentials') return json(400, { error: 'unsupported_grant_type' });
    const token = this.issue();
    const scope = form.get('scope');
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: lifetime, ...(scope && { scope }) });
  }

  /** Issues a token without a request. */
  issue(): string {
    this.#serial += 1;
    const value = `test-token-${this.#serial}`;
    this.#issued.set(value, { endsAt: this.#now() + (this.#options.lifetime ?? 900) * 1000, alive: true });
    return value;
  }

  /** Whether a request's `Authorization` carries a live token: what a protected API asks before it answers. */
  accepts(authorization: string | null | undefined): boolean {
    const issued = this.#issued.get(/^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
    return issued !== undefined && issued.alive && this.#now() < issued.endsAt;
  }

  /** A `fetch` that reaches the token endpoint alone, and honours abort signals while it stalls. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.url !== this.tokenUrl) return json(404, { title: 'Not found', status: 404 });
    const { signal } = request;
    return new Promise<Response>((resolve, reject) => {
      const onAbort = () => reject(signal.reason as Error);
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      this.handle(request).then(resolve, reject);
    });
  };

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}
