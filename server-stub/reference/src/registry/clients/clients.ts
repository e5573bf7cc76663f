import { notFound, unprocessable } from '../../problems.ts';
import { randomBase62 } from '../../secrets/base62.ts';
import type { Client, ClientCreateRequest } from '../generated/types.gen.ts';
import type { ApiKeyRow, ClientRow, Store, StoreTransaction } from '../store/schema.ts';
import { currentKey, presentKey } from './keys.ts';

/**
 * Registers a client, without a key.
 *
 * @param offered - scopes that clients can be given. Undefined: any
 * @param createdBy - `sub` of whoever does it
 * @throws ProblemError 422 that points at a scope which is not offered
 */
export async function createClient(
  transaction: StoreTransaction,
  { name, contact_email, scopes, resources = [], environment = 'live' }: ClientCreateRequest,
  offered: ReadonlySet<string> | undefined,
  createdBy: string,
): Promise<Client> {
  const unknown = scopes.flatMap((scope, index) =>
    offered === undefined || offered.has(scope)
      ? []
      : [{ pointer: `#/scopes/${index}`, detail: `is not offered to clients: use one of ${[...offered].join(', ')}` }],
  );
  if (unknown.length > 0) throw unprocessable(unknown);
  const row = await transaction
    .insertInto('client')
    .values({
      client_id: `rc_${randomBase62(12)}`,
      name,
      contact_email,
      scopes,
      resources,
      environment,
      created_at: new Date(),
      created_by: createdBy,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return presentClient(row, undefined);
}

/** @throws ProblemError 404 */
export async function getClient(db: Store, clientId: string): Promise<Client> {
  const row = await db.selectFrom('client').selectAll().where('client_id', '=', clientId).executeTakeFirst();
  if (row === undefined) throw notFound();
  return presentClient(row, await currentKey(db, clientId));
}

function presentClient(row: ClientRow, key: ApiKeyRow | undefined): Client {
  return {
    client_id: row.client_id,
    name: row.name,
    contact_email: row.contact_email,
    scopes: row.scopes,
    resources: row.resources,
    environment: row.environment,
    status: 'active',
    created_at: row.created_at.toISOString(),
    api_key: key === undefined ? null : presentKey(key),
  };
}
