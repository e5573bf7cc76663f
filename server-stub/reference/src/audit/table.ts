import type { ColumnType, Generated } from 'kysely';

/** Written once: the database refuses changes. No foreign keys: it outlives credential, application and person. */
export interface AuditEventTable {
  event_id: Generated<number>;
  /** The credential or application it happened to; of one that nobody knows, what it was called. */
  client_id: string | null;
  /** The person it happened to, or whose rights it was about. */
  subject_id: string | null;
  type: string;
  outcome: Generated<'success' | 'failure'>;
  reason: string | null;
  actor_id: string | null;
  actor_client_id: string | null;
  /** The person whose token came beside the program's. */
  actor_user_id: string | null;
  request_id: string | null;
  /** Of one request, or the network of several. */
  address: string | null;
  /** How often: failures that are alike share a line. */
  count: Generated<number>;
  occurred_at: ColumnType<Date, Date | string, never>;
  /** JSON, never with a secret in it. */
  details: ColumnType<Record<string, unknown>, string, never>;
  /** The batch it was written in, and its place there: no batch is written twice. */
  batch_id: string | null;
  batch_position: number | null;
}
