import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';

/** How often what was seen is written, in ms. The contract promises `last_used_at` to the minute. */
const interval = 30_000;

/** When credentials were last used. A request only notes it in memory; the database hears of it now and then (O4). */
export class LastUsed {
  readonly #db: Store;
  readonly #timer: NodeJS.Timeout;
  #seen = new Map<string, number>();

  constructor(db: Store) {
    this.#db = db;
    this.#timer = setInterval(() => void this.flush().catch(() => {}), interval);
    this.#timer.unref();
  }

  note(clientId: string): void {
    this.#seen.set(clientId, Date.now());
  }

  /** Writes what was noted. On failure it is kept for the next time. */
  async flush(): Promise<void> {
    if (this.#seen.size === 0) return;
    const seen = this.#seen;
    this.#seen = new Map();
    try {
      const rows = [...seen].map(([client_id, at]) => ({ client_id, at: new Date(at) }));
      await sql`
        update credential set last_used_at = date_trunc('minute', seen.at)
        from json_to_recordset(${JSON.stringify(rows)}::json) as seen(client_id text, at timestamptz)
        where credential.client_id = seen.client_id
          and (credential.last_used_at is null or credential.last_used_at < date_trunc('minute', seen.at))
      `.execute(this.#db);
    } catch (error) {
      for (const [clientId, at] of seen) if (!this.#seen.has(clientId)) this.#seen.set(clientId, at);
      throw error;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush().catch(() => {});
  }
}
