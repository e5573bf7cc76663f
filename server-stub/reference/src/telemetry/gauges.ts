import type { AuthenticationJournal } from '../audit/journal.ts';
import type { ChangeFeed, OpenedStore } from '../store/index.ts';
import type { UsageLedger } from '../usage/ledger.ts';
import type { Metrics } from './metrics.ts';

export interface Parts {
  store: Pick<OpenedStore, 'pool'>;
  changes: ChangeFeed;
  usage: UsageLedger;
  journal: AuthenticationJournal | undefined;
}

/** What the parts of the server look like at a moment. */
export function addGauges(metrics: Metrics, { store, changes, usage, journal }: Parts): void {
  const { pool } = store;
  if (pool) {
    metrics.gauge('database_connections_limit', 'Connections that may be open.', () => pool().limit);
    metrics.gauge('database_connections_open', 'Connections to the database.', () => pool().open);
    metrics.gauge('database_connections_idle', 'Idle connections.', () => pool().idle);
    metrics.gauge('database_connections_waiting', 'Requests that wait for a connection.', () => pool().waiting);
  }
  metrics.gauge('changes_certain', '1 when access can be decided from memory; else 0, and requests are refused.', () =>
    Number(changes.isCertain),
  );
  metrics.gauge('changes_age_seconds', 'Time since it was last certain that no change was missed.', () => changes.age);
  metrics.gauge('usage_pending_requests', 'Requests whose usage is not written yet.', () => usage.pending);
  if (journal) metrics.gauge('audit_pending_events', 'Events that are not in the audit yet.', () => journal.size);
}
