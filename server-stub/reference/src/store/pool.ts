import type pg from 'pg';
import { isUnhurried } from './patience.ts';
import { look, patience, silence } from './waits.ts';

/** What a pool of connections does at a moment. */
export interface PoolState {
  /** How many connections it may open. */
  limit: number;
  open: number;
  idle: number;
  /** Requests that wait for a connection. */
  waiting: number;
}

export interface Pool {
  pool: pg.Pool;
  state(): PoolState;
  /** After the pool was ended. */
  close(): void;
}

/**
 * Connections to PostgreSQL, none of which is waited for forever: the server gives a statement up after 15 s, and a
 * connection that has been silent for longer is dropped. A server that froze, or a network that swallows packets, would
 * hold one after the other until none is left.
 */
export function openPool({ Client, Pool }: Pick<typeof pg, 'Client' | 'Pool'>, options: pg.PoolConfig): Pool {
  const busy = new Map<pg.Client, number>();

  class WatchedClient extends Client {
    constructor(config?: pg.ClientConfig) {
      super(config);
      const free = () => busy.delete(this);
      this.on('drain', free);
      this.on('end', free);
      // Whoever asked is told by the query. Between two queries of a transaction nobody listens, and it would end the process.
      this.on('error', free);
    }

    // Of the many ways to call it, none matters here.
    override query(...parameters: any[]): any {
      busy.set(this, isUnhurried() ? Number.POSITIVE_INFINITY : performance.now());
      return Reflect.apply(super.query, this, parameters);
    }
  }

  const pool = new Pool({
    ...options,
    Client: WatchedClient,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // Not as a parameter of the connection, which poolers in between refuse.
    onConnect: async (client) => void (await client.query(`set statement_timeout = ${patience}`)),
  });
  // An idle connection that the server closes must not end the process: the pool opens another.
  pool.on('error', () => {});
  const watch = setInterval(() => {
    const now = performance.now();
    for (const [client, since] of busy) {
      if (now - since > silence)
        client.connection.stream.destroy(new Error('Connection terminated: no answer in time'));
    }
  }, look);
  watch.unref();

  return {
    pool,
    state: () => ({
      limit: pool.options.max,
      open: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close: () => clearInterval(watch),
  };
}
