import { sql } from 'kysely';
import { passwordPurpose } from '../users/passwords.ts';
import type { Store, StoreTransaction } from '../store/schema.ts';
import type { Peppers } from './pepper.ts';
import { changeKeys, signingKeyPurpose } from './signing-keys.ts';

/** How many rows need a pepper. What has ended does not count: it needs none. */
export interface PepperUse {
  version: number;
  /** Whether the settings have it. */
  configured: boolean;
  /** Whether what is new goes under it. */
  current: boolean;
  /** Of credentials that live: renewed when they are sent. */
  secrets: number;
  /** The same of applications. */
  applications: number;
  /** Renewed by `resealAll`. */
  signing_keys: number;
  /** Renewed by `resealAll`. */
  passwords: number;
  /** Sign-ins, sessions, consents and refresh tokens: gone when they end, most of them renewed by their use. */
  flows: number;
}

/** All peppers that are configured or needed, the current one first. */
export async function listPepperUse(db: Store, peppers: Peppers): Promise<PepperUse[]> {
  const { rows } = await sql<{ version: number; kind: Kind; count: number }>`
    select version, kind, count(*)::int as count from (
      select s.pepper_version as version, 'secrets' as kind
        from credential_secret s join credential c using (client_id)
        where s.revoked_at is null and (s.expires_at is null or s.expires_at > now())
          and c.revoked_at is null and (c.expires_at is null or c.expires_at > now())
      union all select pepper_version, 'applications' from application where secret_digest is not null
      union all select pepper_version, 'signing_keys' from signing_key where retires_at is null or retires_at > now()
      union all select pepper_version, 'passwords' from utilisateur_password
      union all select pepper_version, 'flows' from flow_record where expires_at is null or expires_at > now()
    ) as needed(version, kind) group by version, kind
  `.execute(db);
  const versions = [...new Set([...peppers.versions, ...rows.map(({ version }) => version)])];
  return versions.map((version) => {
    const count = (kind: Kind) => rows.find((row) => row.version === version && row.kind === kind)?.count ?? 0;
    return {
      version,
      configured: peppers.versions.includes(version),
      current: version === peppers.version,
      secrets: count('secrets'),
      applications: count('applications'),
      signing_keys: count('signing_keys'),
      passwords: count('passwords'),
      flows: count('flows'),
    };
  });
}

type Kind = 'secrets' | 'applications' | 'signing_keys' | 'passwords' | 'flows';

/** Puts all that can be opened without its owner under the current pepper. Run again, it does the rest. */
export async function resealAll(db: Store, peppers: Peppers): Promise<{ signingKeys: number; passwords: number }> {
  const signingKeys = await changeKeys(db, (transaction) => resealSigningKeys(transaction, peppers));
  const passwords = await resealPasswords(db, peppers);
  return { signingKeys, passwords };
}

async function resealSigningKeys(transaction: StoreTransaction, peppers: Peppers): Promise<number> {
  const rows = await transaction
    .selectFrom('signing_key')
    .select(['kid', 'sealed_key', 'pepper_version'])
    .where('pepper_version', '<>', peppers.version)
    .execute();
  let done = 0;
  for (const { kid, sealed_key, pepper_version } of rows) {
    const text = peppers.open(sealed_key, pepper_version, signingKeyPurpose, kid);
    if (text === undefined) continue;
    const { sealed, ...version } = peppers.seal(text, signingKeyPurpose, kid);
    await transaction
      .updateTable('signing_key')
      .set({ sealed_key: sealed, ...version })
      .where('kid', '=', kid)
      .execute();
    done += 1;
  }
  return done;
}

/** Page by page, each password only if nobody has set another one meanwhile. */
async function resealPasswords(db: Store, peppers: Peppers): Promise<number> {
  let done = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await db
      .selectFrom('utilisateur_password')
      .selectAll()
      .where('pepper_version', '<>', peppers.version)
      .where('utilisateur_id', '>', after)
      .orderBy('utilisateur_id')
      .limit(500)
      .execute();
    for (const { utilisateur_id: id, sealed: old, pepper_version } of rows) {
      after = id;
      const text = peppers.open(old, pepper_version, passwordPurpose, id);
      if (text === undefined) continue;
      const { numUpdatedRows } = await db
        .updateTable('utilisateur_password')
        .set(peppers.seal(text, passwordPurpose, id))
        .where('utilisateur_id', '=', id)
        .where('sealed', '=', old)
        .executeTakeFirst();
      done += Number(numUpdatedRows);
    }
    if (rows.length < 500) return done;
  }
}
