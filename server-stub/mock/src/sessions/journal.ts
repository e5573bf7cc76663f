/** Who gave an answer: the front (by refusing), the authorization server, a scenario, an override, or the contract. */
export type AnsweredBy = 'front' | 'oauth' | 'scenario' | 'override' | 'contract';

/** A call as a session's journal holds it. Credentials are redacted. */
export interface JournalEntry {
  /** By the clock of the session, in ISO 8601. */
  at: string;
  /** Value of X-Request-Id. */
  requestId: string;
  /** `null` when the contract has nothing at this method and path. */
  operationId: string | null;
  method: string;
  path: string;
  /** As it was sent: a list where a name came more than once. */
  query: Readonly<Record<string, string | readonly string[]>>;
  /** Names are in lower case. */
  headers: Readonly<Record<string, string | readonly string[]>>;
  /** Absent when none was sent. */
  body?: unknown;
  status: number;
  /** Kind of problem that the front answered, or the error of an OAuth endpoint. */
  problem: string | null;
  /** Milliseconds. */
  duration: number;
  answeredBy: AnsweredBy;
}

export interface JournalFilter {
  operationId?: string | undefined;
  status?: number | undefined;
}

/** Entries that a journal keeps. */
export const journalLimit = 1000;

/** The calls of a session, the oldest first. The oldest are dropped when there are too many. */
export class Journal {
  readonly #entries: { entry: JournalEntry; weight: number }[] = [];
  #dropped = 0;

  /** Entries that are gone because there were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  get length(): number {
    return this.#entries.length;
  }

  /**
   * @param weight bytes that the entry takes, about
   * @returns by how much the journal has grown
   */
  add(entry: JournalEntry, weight: number): number {
    this.#entries.push({ entry, weight });
    return this.#entries.length > journalLimit ? weight - this.drop() : weight;
  }

  /** Drops the oldest. @returns its weight, 0 when there is none */
  drop(): number {
    const oldest = this.#entries.shift();
    if (!oldest) return 0;
    this.#dropped += 1;
    return oldest.weight;
  }

  entries({ operationId, status }: JournalFilter = {}): JournalEntry[] {
    return this.#entries
      .map(({ entry }) => entry)
      .filter((entry) => operationId === undefined || entry.operationId === operationId)
      .filter((entry) => status === undefined || entry.status === status);
  }

  /** @returns the weight of all that is gone */
  clear(): number {
    this.#dropped = 0;
    return this.#entries.splice(0).reduce((sum, { weight }) => sum + weight, 0);
  }
}
