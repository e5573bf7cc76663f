import type { OperationId, Scope } from '../generated/operations.gen.ts';
import type { AnswerOf, AnsweredId, Expectation, Override } from './answers.ts';
import { type Control, controlOf, isProblem, mockAddress } from './control.ts';

/** A way in which the API misbehaves for a whole session. */
export type Scenario = 'expired' | 'revoked-midway' | 'throttled' | 'flaky' | 'slow' | 'read-only';

/** What a session is made of. */
export interface MockSessionOptions {
  /** Origin of the mock. Default: `GUICHET_BASE_URL` of the environment, or `http://127.0.0.1:4010`. */
  baseUrl?: string | URL | undefined;
  /** Scopes of its credential. Default: all of the contract. */
  scopes?: readonly Scope[] | undefined;
  /**
   * Resources that its tokens are limited to, such as `collectivite:3812`. Default: no limit. The tokens carry them; the mock,
   * which has no data, refuses nothing by them.
   */
  resources?: readonly string[] | undefined;
  /** Person that the credential belongs to. Default: the session itself. */
  subject?: string | undefined;
  /** How the API misbehaves. Default: not at all. */
  scenario?: Scenario | undefined;
  /** Life of its tokens, in seconds. Default 900. The mock forgives 5 s more, as clocks differ. */
  tokenTtl?: number | undefined;
  /** The fetch that speaks with the mock. Default: the platform's. */
  fetch?: typeof fetch | undefined;
}

/** A call or token request that the mock answered, refusals included. Secrets, tokens and keys are taken out of it. */
export interface JournalEntry {
  /** When it was answered, by the session's clock, in ISO 8601. */
  at: string;
  /** `X-Request-Id` of the answer. */
  requestId: string;
  /** `null` where the contract has nothing at this method and path. */
  operationId: OperationId | null;
  /** HTTP method. */
  method: string;
  /** Path without its query. */
  path: string;
  /** Query parameters as they were sent: a list where a name came more than once. */
  query: Readonly<Record<string, string | readonly string[]>>;
  /** Headers of the request, by their names in lower case. */
  headers: Readonly<Record<string, string | readonly string[]>>;
  /** Body of the request. Absent where none was sent. */
  body?: unknown;
  /** Status of the answer. */
  status: number;
  /** Why the mock itself refused: a kind of problem, such as `invalid-token`, or the `error` of an OAuth endpoint. */
  problem: string | null;
  /** How long the answer took, in milliseconds. */
  duration: number;
  /** Who answered: the access check, the token endpoint, the session's scenario or override, or the contract's example. */
  answeredBy: 'front' | 'oauth' | 'scenario' | 'override' | 'contract';
}

/** What a session was asked, and answered. */
export interface Journal {
  /** The oldest first. */
  entries: JournalEntry[];
  /** How many older ones are gone, because the mock keeps the latest 1,000. A `reset` sets it to 0. */
  dropped: number;
}

/** What the mock knows of a session. */
export interface SessionState {
  /** Id of the session. */
  id: string;
  /** `client_id` of its credential: the same. */
  clientId: string;
  /** Scopes of its credential. */
  scopes: readonly string[];
  /** How the API misbehaves. */
  scenario: Scenario | null;
  /** Time by the session's clock, in ISO 8601. */
  now: string;
  /** By how many seconds the clock is ahead. */
  advanced: number;
  /** Calls since it began or was reset, token requests left out. */
  calls: number;
  /** Token requests since then. */
  tokenRequests: number;
}

interface Created {
  id: string;
  clientId: string;
  clientSecret: string;
  apiKey: string;
  tokenUrl: string;
  scopes: readonly string[];
}

/**
 * A credential at the mock with a journal, overrides and a clock of its own: nothing in it meets another test.
 *
 * @example
 * const session: MockSession = await startMockSession();
 * const client = createClient({ ...session.credential });
 */
export class MockSession {
  /** The session's id, which is its `client_id` too. */
  readonly id: string;
  /** What a client of this session is made of: `createClient({ ...session.credential })`. */
  readonly credential: Readonly<{ baseUrl: string; clientId: string; clientSecret: string }>;
  /** An API key of the session, where the contract takes one. */
  readonly apiKey: string;
  /** Scopes of the credential. */
  readonly scopes: readonly string[];
  readonly #control: Control;

  constructor({ id, clientId, clientSecret, apiKey, scopes }: Created, baseUrl: string, control: Control) {
    this.id = id;
    this.credential = { baseUrl, clientId, clientSecret };
    this.apiKey = apiKey;
    this.scopes = scopes;
    this.#control = (method, path, body) => control(method, `/${encodeURIComponent(id)}${path}`, body);
  }

  /**
   * Answers an operation as the contract declares, in front of earlier overrides.
   *
   * @throws Error that lists what the contract forbids in the answer
   * @example
   * await session.override('collectivites.get', { status: 404, times: 1 });
   * await session.override('collectivites.list', { example: 'lastPage' });
   * await session.override('utilisateur.get', { delay: 2000 });
   */
  async override<K extends AnsweredId>(operationId: K, answer: AnswerOf<K>): Promise<void> {
    await this.#control('POST', '/overrides', { operationId, ...answer });
  }

  /**
   * Replaces all overrides by these; of several for one operation, the first applies first.
   *
   * @throws Error that lists what the contract forbids in the answers; then nothing has changed
   * @example
   * await session.replaceOverrides([]);
   */
  async replaceOverrides(overrides: readonly Override[]): Promise<void> {
    await this.#control('PUT', '/overrides', overrides);
  }

  /**
   * Moves the session's clock: access tokens that were issued before expire as if the time had passed. Refresh tokens and
   * device codes keep to the real time.
   *
   * @param seconds how far, above 0; ten years in all, until a reset
   * @example
   * await session.advance(900); // the next call finds its token expired
   */
  async advance(seconds: number): Promise<void> {
    await this.#control('POST', '/clock', { advance: seconds });
  }

  /**
   * Calls and token requests since the session began or was reset, and how many of them the mock has not kept.
   *
   * @param filter only calls of this operation, or with this status
   * @example
   * const { entries, dropped } = await session.journal({ operationId: 'collectivites.list' });
   */
  async journal(filter: { operationId?: OperationId | undefined; status?: number | undefined } = {}): Promise<Journal> {
    const given = Object.entries(filter).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    const query = new URLSearchParams(given).toString();
    return this.#control('GET', `/journal${query && `?${query}`}`);
  }

  /**
   * Does nothing when the calls came, and fails otherwise.
   *
   * @throws Error that says what was expected, and what came
   * @example
   * await session.expectCalled('collectivites.list', { query: { type: 'epci' }, times: 1 });
   * await session.expectCalled('credentials.revoke', { times: 0 });
   */
  async expectCalled<K extends OperationId>(operationId: K, expected: Expectation<K> = {}): Promise<void> {
    await this.#control('POST', '/assertions', { operationId, ...expected });
  }

  /**
   * The session's clock, scopes, scenario and counts.
   *
   * @example
   * const { now, tokenRequests } = await session.state();
   */
  state(): Promise<SessionState> {
    return this.#control('GET', '');
  }

  /**
   * Puts everything back: journal, overrides, clock, and the scenario's start. Tokens stay good, and those that had expired
   * by the session's clock alone are good again.
   */
  async reset(): Promise<void> {
    await this.#control('POST', '/reset');
  }

  /**
   * Ends the session: its credential and tokens are refused from now on. One that has ended already stays so.
   *
   * @throws Error when there is no mock any more
   */
  async end(): Promise<void> {
    try {
      await this.#control('DELETE', '');
    } catch (error) {
      if (!isProblem(error, 404)) throw error;
    }
  }

  /**
   * Ends the session at the end of the block that `await using` stands in. It never throws: that would hide why the
   * test failed, and a session that cannot be told ends by itself after an hour.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end().catch(() => {});
  }
}

/**
 * Starts a session at a running mock. Each test takes one of its own, so that tests which run at the same time never meet.
 *
 * @param options where the mock is, what the credential may do, and how the API misbehaves
 * @throws Error when there is no mock, or it refuses the options; it says what to do
 * @example
 * await using session = await startMockSession({ scopes: ['collectivites.read'] });
 * const client = createClient({ ...session.credential });
 * await session.override('collectivites.get', { status: 404 });
 * await client.collectivites.get({ collectiviteId: 3812 }).catch((error) => console.log(isApiError(error) && error.status)); // 404
 * await session.expectCalled('collectivites.get', { times: 1 });
 */
export async function startMockSession({
  baseUrl,
  fetch = globalThis.fetch,
  ...wanted
}: MockSessionOptions = {}): Promise<MockSession> {
  const address = mockAddress(baseUrl);
  const control = controlOf(address, fetch);
  return new MockSession(await control<Created>('POST', '', wanted), address, control);
}
