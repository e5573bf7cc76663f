import { setTimeout as delay } from 'node:timers/promises';

/** A connection to the database on which announcements of changes come in. */
export interface Line {
  query<Row>(text: string, values: readonly unknown[]): Promise<Row[]>;
  /** Hangs up, also when the other side no longer answers. */
  close(): Promise<void>;
}

/** What happens on a line beside the answers. */
export interface LineEvents {
  /** Something was committed. It does not say what: the table does. */
  announced(): void;
  /** The connection is gone. */
  lost(): void;
}

/** Opens lines. */
export interface Exchange {
  /** Whether other processes may write to the database. If not, nothing happens there that this one does not hear of. */
  shared: boolean;
  listen(events: LineEvents): Promise<Line>;
}

/** Name of the channel (LISTEN, NOTIFY), in migration 005. */
const channel = 'change';

/** How long the server may take for a connection or an answer, in ms, before the line counts as dead. */
const timeout = 2_000;

export function postgresExchange(url: string): Exchange {
  return {
    shared: true,
    async listen({ announced, lost }) {
      const { Client } = (await import('pg')).default;
      const client = new Client({
        connectionString: url,
        connectionTimeoutMillis: timeout,
        query_timeout: timeout,
        keepAlive: true,
      });
      client.on('notification', announced);
      client.on('error', lost);
      client.on('end', lost);
      const close = async () => {
        // The goodbye of a frozen server never comes.
        await Promise.race([client.end().catch(() => {}), delay(timeout / 10)]);
        client.connection.stream.destroy();
      };
      try {
        await client.connect();
        await client.query(`listen ${channel}`);
      } catch (error) {
        await close();
        throw error;
      }
      return { query: async (text, values) => (await client.query(text, [...values])).rows, close };
    },
  };
}

/** The part of PGlite that a line needs. */
interface Embedded {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
  listen(channel: string, callback: () => void): Promise<() => Promise<void>>;
}

export function embeddedExchange(pglite: Embedded): Exchange {
  return {
    shared: false,
    async listen({ announced }) {
      const close = await pglite.listen(channel, announced);
      return {
        query: async <Row>(text: string, values: readonly unknown[]) =>
          (await pglite.query(text, [...values])).rows as Row[],
        close: () => close(),
      };
    },
  };
}
