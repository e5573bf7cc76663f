import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';
import type { HeldRole } from '../users/roles.ts';
import { digestSlots, type Digest } from './pepper.ts';
import type { CredentialRow } from './repository.ts';

/** A credential with all that a token request asks of the database. */
export interface ClientRow extends CredentialRow {
  owner_status: 'active' | 'suspended' | 'deleted';
  roles: HeldRole[];
  /** The secrets that work and those that ended last, at most as many as are compared. */
  secrets: (Digest & { secret_id: string; works: boolean })[];
}

/**
 * The credential with an id, or for an unknown id some other one: unknown or not, it is one statement that looks for two
 * ids, finds one and brings one row (A1). One statement also makes a token request cheap. Undefined only when there is no
 * credential at all.
 */
export async function findClientRow(db: Store, clientId: string): Promise<ClientRow | undefined> {
  const { rows } = await sql<ClientRow>`
    select credential.*, utilisateur.status as owner_status,
      (
        select coalesce(json_agg(json_build_object('role', role, 'collectiviteId', collectivite_id)), '[]')
        from utilisateur_role where utilisateur_id = credential.owner_id
      ) as roles,
      (
        select coalesce(json_agg(recent), '[]') from (
          -- A secret works until, not at, its end.
          select secret_id, digest, pepper_version,
            revoked_at is null and (expires_at is null or expires_at > ${new Date()}) as works
          from credential_secret where client_id = credential.client_id
          order by coalesce(revoked_at, expires_at) desc nulls first, created_at desc
          limit ${sql.lit(digestSlots)}
        ) as recent
      ) as secrets
    from credential
    join utilisateur on utilisateur.id = credential.owner_id
    where credential.client_id = (
      select coalesce(max(client_id) filter (where client_id = ${clientId}), min(client_id)) from (
        select client_id from credential where client_id = ${clientId}
        union all
        select min(client_id) from credential
      ) as candidate
    )
  `.execute(db);
  return rows[0];
}
