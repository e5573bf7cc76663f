import { LRUCache } from 'lru-cache';
import type { Contract } from '@guichet/front';
import { identity } from '../../../../guichet.config.ts';
import { readingScopes } from '../scenarios/reading-scopes.ts';
import type { ScenarioName } from '../scenarios/scenarios.ts';
import type { JournalEntry } from './journal.ts';
import { randomText, testSecret } from './secrets.ts';
import { Session, type SessionCredential } from './session.ts';

/** What a session may be created with. */
export interface SessionRequest {
  /** Default every scope of the contract. */
  scopes?: readonly string[];
  /** Resources its tokens are limited to. Default no limit. */
  resources?: readonly string[];
  /** Person the credential belongs to. Default its client_id. */
  subject?: string;
  scenario?: ScenarioName;
  /** Lifetime of its tokens in seconds. Default that of the mock. */
  tokenTtl?: number;
}

export interface SessionsOptions {
  contract: Contract;
  /** Credentials that are there from the start, and stay. */
  credentials: readonly SessionCredential[];
  /** Sessions that are created beside them; then the least recently used one ends. Default 10000. */
  limit?: number;
  /** Milliseconds without any request after which a created one ends. Default one hour. */
  idleTime?: number;
  /** Bytes that all journals take together, about. Default 128 MiB. */
  journalBytes?: number;
}

const prefix = `${identity.slug}-session-`;

/** The sessions of a mock. */
export class Sessions {
  readonly #contract: Contract;
  readonly #fixed: ReadonlyMap<string, Session>;
  readonly #created: LRUCache<string, Session>;
  readonly #byApiKey = new Map<string, string>();
  readonly #journalBytes: number;
  #weight = 0;

  constructor({ contract, credentials, ...options }: SessionsOptions) {
    this.#contract = contract;
    this.#journalBytes = options.journalBytes ?? 128 * 1024 * 1024;
    this.#fixed = new Map(credentials.map((credential) => [credential.clientId, new Session(credential)]));
    for (const { apiKey, clientId } of credentials) this.#byApiKey.set(apiKey, clientId);
    this.#created = new LRUCache({
      max: options.limit ?? 10_000,
      ttl: options.idleTime ?? 3_600_000,
      updateAgeOnGet: true,
      dispose: (session) => {
        this.#byApiKey.delete(session.credential.apiKey);
        this.#weight -= session.journal.clear();
      },
    });
  }

  create({
    scopes = this.#contract.scopes,
    resources = [],
    subject,
    scenario,
    tokenTtl,
  }: SessionRequest = {}): Session {
    this.#created.purgeStale();
    const name = randomText(16);
    const clientId = prefix + name;
    const readable = scenario === 'read-only' ? readingScopes(this.#contract) : undefined;
    const session = new Session({
      clientId,
      clientSecret: testSecret(name, randomText(32)),
      apiKey: `${identity.secretPrefix}key_${randomText(24)}`,
      subject: subject ?? clientId,
      scopes: readable ? scopes.filter((scope) => readable.has(scope)) : scopes,
      resources,
      scenario,
      tokenTtl,
    });
    this.#created.set(clientId, session);
    this.#byApiKey.set(session.credential.apiKey, clientId);
    return session;
  }

  /** A session by its id, which counts as a use of it. */
  find(id: string | undefined): Session | undefined {
    return id === undefined ? undefined : (this.#fixed.get(id) ?? this.#created.get(id));
  }

  findByApiKey(key: string): Session | undefined {
    return this.find(this.#byApiKey.get(key));
  }

  /** Whether an id is that of a session which is over: what it left, such as tokens, does not count any more. */
  hasEnded(id: string): boolean {
    return id.startsWith(prefix) && !this.#created.has(id);
  }

  /** Whether a session is there from the start, and stays. */
  isFixed({ id }: Session): boolean {
    return this.#fixed.has(id);
  }

  end({ id }: Session): void {
    this.#created.delete(id);
  }

  reset(session: Session): void {
    this.#weight -= session.reset();
  }

  /** Writes into a session's journal. When all journals together are too large, those not used for longest lose entries. */
  record(session: Session, entry: JournalEntry, weight: number): void {
    this.#weight += session.journal.add(entry, weight);
    if (this.#weight <= this.#journalBytes) return;
    for (const other of [...this.#created.rvalues(), ...this.#fixed.values()]) {
      if (!other) continue;
      while (this.#weight > this.#journalBytes && other.journal.length > 0) this.#weight -= other.journal.drop();
      if (this.#weight <= this.#journalBytes) return;
    }
  }
}
