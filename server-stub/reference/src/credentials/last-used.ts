import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';

/** How often what was seen is written, in ms. The contract promises `last_used_at` to the minute. */
const interval = 30_000;

/**
 * When credentials were last used, and their secrets last sent. A request only notes it in memory; the database hears of it
 * now and then (O4).
 */
export class LastUsed {
  readonly #db: Store;
  readonly #timer: NodeJS.Timeout;
  readonly #credentials = new Sightings('credential', 'client_id');
  readonly #secrets = new Sightings('credential_secret', 'secret_id');

  constructor(db: Store) {
    this.#db = db;
    this.#timer = setInterval(() => void this.flush().catch(() => {}), interval);
    this.#timer.unref();
  }

  note(clientId: string): void {
    this.#credentials.note(clientId);
  }

  noteSecret(secretId: string): void {
    this.#secrets.note(secretId);
  }

  /** Writes what was noted. On failure it is kept for the next time. */
  async flush(): Promise<void> {
    await this.#credentials.write(this.#db);
    await this.#secrets.write(this.#db);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush().catch(() => {});
  }
}

/** What was seen of the rows of a table since it was last written. */
class Sightings {
  readonly #table: string;
  readonly #key: string;
  #seen = new Map<string, number>();

  constructor(table: string, key: string) {
    this.#table = table;
    this.#key = key;
  }

  note(id: string): void {
    this.#seen.set(id, Date.now());
  }

  async write(db: Store): Promise<void> {
    if (this.#seen.size === 0) return;
    const seen = this.#seen;
    this.#seen = new Map();
    try {
      const rows = [...seen].map(([id, at]) => ({ id, at: new Date(at) }));
      await sql`
        update ${sql.table(this.#table)} as known set last_used_at = date_trunc('minute', seen.at)
        from json_to_recordset(${JSON.stringify(rows)}::json) as seen(id text, at timestamptz)
        where known.${sql.ref(this.#key)} = seen.id
          and (known.last_used_at is null or known.last_used_at < date_trunc('minute', seen.at))
      `.execute(db);
    } catch (error) {
      for (const [id, at] of seen) if (!this.#seen.has(id)) this.#seen.set(id, at);
      throw error;
    }
  }
}
