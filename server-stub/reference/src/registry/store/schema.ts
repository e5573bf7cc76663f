import type { ColumnType, Generated, Kysely, Selectable, Transaction } from 'kysely';
import type { IdempotencyRecordTable } from '../../store/schema.ts';

/**
 * The schema of PostgreSQL that holds all of the registry. So it may share a database with the core, and touches
 * nothing of it.
 */
export const schema = 'registry';

/** The tables of the registry as Kysely sees them. */
export interface RegistryTables {
  client: ClientTable;
  api_key: ApiKeyTable;
  change: ChangeTable;
  idempotency_record: IdempotencyRecordTable;
}

export type Store = Kysely<RegistryTables>;
export type StoreTransaction = Transaction<RegistryTables>;

/** Read as `Date`, written as `Date`. */
type Instant = ColumnType<Date, Date, Date>;
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface ClientTable {
  client_id: string;
  name: string;
  contact_email: string;
  scopes: string[];
  resources: string[];
  environment: 'live' | 'test';
  created_at: Instant;
  /** `sub` of whoever registered it. */
  created_by: string;
}

export interface ApiKeyTable {
  /** Later keys have higher ones. */
  key_id: Generated<number>;
  /** SHA-256, hex. The key itself is stored nowhere. */
  key_hash: string;
  client_id: string;
  prefix: string;
  last_four: string;
  created_at: Instant;
  expires_at: OptionalInstant;
  revoked_at: OptionalInstant;
}

/** What followers of the keys are told, and the history of them: it is only added to. */
export interface ChangeTable {
  sequence: Generated<number>;
  type: 'issued' | 'changed' | 'revoked';
  occurred_at: Instant;
  key_hash: string;
  client_id: string;
  scopes: string[];
  resources: string[];
  environment: 'live' | 'test';
  expires_at: OptionalInstant;
  /** Who did it, and in which request. Followers are not told. */
  actor_id: string;
  actor_client_id: string | null;
  request_id: string;
}

export type ClientRow = Selectable<ClientTable>;
export type ApiKeyRow = Selectable<ApiKeyTable>;
export type ChangeRow = Selectable<ChangeTable>;
