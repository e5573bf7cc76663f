import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';

const minute = 60_000;

/** Rows whose last write is remembered. Beyond, all are forgotten, and written once more. */
const mostRemembered = 20_000;

/**
 * When credentials were last used, and their secrets last sent, to the minute. A request only notes it in memory; the
 * database hears of it once a minute, for each that was used in it (O4).
 */
export class LastUsed {
  readonly #db: Store;
  readonly #credentials = new Sightings('credential', 'client_id');
  readonly #secrets = new Sightings('credential_secret', 'secret_id');

  constructor(db: Store) {
    this.#db = db;
  }

  /** @returns whether there is something to write */
  note(clientId: string): boolean {
    return this.#credentials.note(clientId);
  }

  noteSecret(secretId: string): boolean {
    return this.#secrets.note(secretId);
  }

  /** Whether there is something to write. */
  get pending(): boolean {
    return this.#credentials.pending || this.#secrets.pending;
  }

  /** Writes what was noted. On failure it is kept for the next time. */
  async flush(): Promise<void> {
    await this.#credentials.write(this.#db);
    await this.#secrets.write(this.#db);
  }
}

/** What was seen of the rows of a table since it was last written. */
class Sightings {
  readonly #table: string;
  readonly #key: string;
  #seen = new Map<string, number>();
  /** The minute that each row has, as far as this process wrote it. */
  readonly #written = new Map<string, number>();

  constructor(table: string, key: string) {
    this.#table = table;
    this.#key = key;
  }

  note(id: string): boolean {
    const at = Date.now() - (Date.now() % minute);
    if (this.#written.get(id) === at) return false;
    this.#seen.set(id, at);
    return true;
  }

  get pending(): boolean {
    return this.#seen.size > 0;
  }

  async write(db: Store): Promise<void> {
    if (this.#seen.size === 0) return;
    const seen = this.#seen;
    this.#seen = new Map();
    try {
      const rows = [...seen].map(([id, at]) => ({ id, at: new Date(at) }));
      const [table, key] = [sql.table(this.#table), sql.ref(this.#key)];
      // Held in one order: two replicas that write the same rows do not wait for each other in a circle.
      await sql`
        with seen as (select * from json_to_recordset(${JSON.stringify(rows)}::json) as seen(id text, at timestamptz)),
        older as (
          select ${key} as id, seen.at from ${table} as known join seen on known.${key} = seen.id
          where known.last_used_at is null or known.last_used_at < seen.at
          order by known.${key} for no key update of known
        )
        update ${table} as known set last_used_at = greatest(known.last_used_at, older.at)
        from older where known.${key} = older.id
      `.execute(db);
      if (this.#written.size > mostRemembered) this.#written.clear();
      for (const [id, at] of seen) this.#written.set(id, at);
    } catch (error) {
      for (const [id, at] of seen) if (!this.#seen.has(id)) this.#seen.set(id, at);
      throw error;
    }
  }
}
