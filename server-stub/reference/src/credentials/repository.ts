import { sql, type Selectable } from 'kysely';
import type { CredentialTable, Store, StoreTransaction } from '../store/schema.ts';
import { notFound } from '../problems.ts';
import { paged, type Page, type PageQuery } from '../store/pages.ts';
import type { Environment } from './secret.ts';

export type CredentialRow = Selectable<CredentialTable>;
export type CredentialStatus = 'active' | 'suspended' | 'expired' | 'revoked';

/** The state of a credential. What cannot be undone counts more. */
export function statusOf(
  { revoked_at, expires_at, suspended_at }: Pick<CredentialRow, 'revoked_at' | 'expires_at' | 'suspended_at'>,
  now: Date = new Date(),
): CredentialStatus {
  if (revoked_at !== null) return 'revoked';
  if (expires_at !== null && expires_at <= now) return 'expired';
  return suspended_at === null ? 'active' : 'suspended';
}

export function findCredential(db: Store, clientId: string): Promise<CredentialRow | undefined> {
  return db.selectFrom('credential').selectAll().where('client_id', '=', clientId).executeTakeFirst();
}

export type CredentialWithOwner = CredentialRow & { prenom: string; nom: string };

/** Which credentials a caller sees; the others are as if they did not exist. */
export interface Reach {
  /** Only this person's, undefined for everybody's. */
  ownerId: string | undefined;
  /** Only of this environment, undefined for both: neither sees anything of the other. */
  environment: Environment | undefined;
  /** Deleted ones too: their history remains. Default false. */
  deleted?: boolean;
}

/** The credential that something is to be done to, by somebody. */
export interface Target {
  clientId: string;
  reach: Reach;
  /** May refuse, by throwing. */
  check(credential: CredentialRow): void;
}

/**
 * Finds a credential and holds it until the end of the transaction: of two changes at once the second one sees the
 * first.
 *
 * @throws ProblemError 404 when the caller sees no such credential, and what `check` throws
 */
export async function lockCredential(
  transaction: StoreTransaction,
  { clientId, reach, check }: Target,
): Promise<CredentialWithOwner> {
  const found = await reachable(transaction, clientId, reach).forUpdate('credential').executeTakeFirst();
  if (found === undefined) throw notFound();
  check(found);
  return found;
}

export function findReachable(db: Store, clientId: string, reach: Reach): Promise<CredentialWithOwner | undefined> {
  return reachable(db, clientId, reach).executeTakeFirst();
}

const reachable = (db: Store, clientId: string, { ownerId, environment, deleted = false }: Reach) =>
  withOwner(db)
    .where('client_id', '=', clientId)
    .$if(!deleted, (query) => query.where('deleted_at', 'is', null))
    .$if(ownerId !== undefined, (query) => query.where('owner_id', '=', ownerId ?? ''))
    .$if(environment !== undefined, (query) => query.where('environment', '=', environment ?? 'live'));

export interface CredentialFilter {
  reach: Reach;
  status?: CredentialStatus | undefined;
  environment?: Environment | undefined;
}

/** A page of credentials, the latest first. */
export function listCredentials(
  db: Store,
  { reach: { ownerId, environment: only }, status, environment }: CredentialFilter,
  page: PageQuery,
): Promise<Page<CredentialWithOwner>> {
  let query = withOwner(db).where('deleted_at', 'is', null);
  if (ownerId !== undefined) query = query.where('owner_id', '=', ownerId);
  if (only !== undefined) query = query.where('environment', '=', only);
  if (environment !== undefined) query = query.where('environment', '=', environment);
  if (status !== undefined) query = query.where(statusInSql, '=', status);
  return paged(query, page, (ordered) => ordered.orderBy('created_at', 'desc').orderBy('client_id'));
}

/** As `statusOf`, for filters. */
const statusInSql = sql<CredentialStatus>`
  case
    when credential.revoked_at is not null then 'revoked'
    when credential.expires_at <= now() then 'expired'
    when credential.suspended_at is not null then 'suspended'
    else 'active'
  end`;

const withOwner = (db: Store) =>
  db
    .selectFrom('credential')
    .innerJoin('utilisateur', 'utilisateur.id', 'credential.owner_id')
    .selectAll('credential')
    .select(['utilisateur.prenom', 'utilisateur.nom']);

/** A credential as the contract shows it, without anything of its secrets. */
export function presentCredential(row: CredentialWithOwner) {
  return {
    client_id: row.client_id,
    name: row.name,
    owner: { id: row.owner_id, nom: `${row.prenom} ${row.nom}` },
    permission_set: row.permission_set,
    scopes: row.scopes,
    resources: row.resources,
    environment: row.environment,
    status: statusOf(row),
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    revoked_reason: row.revoked_reason,
    token_endpoint_auth_method: row.token_endpoint_auth_method,
    jwks: row.jwks,
    tls_client_auth_subject_dn: row.tls_client_auth_subject_dn,
  };
}

export type PresentedCredential = ReturnType<typeof presentCredential>;
