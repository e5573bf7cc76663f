import { platform, recordEvent } from '../audit/changes.ts';
import { scopesOf } from '../credentials/permission-sets.ts';
import { Peppers } from '../credentials/pepper.ts';
import { seed } from '../seed/index.ts';
import { demoUsers } from '../seed/users.ts';
import { migrate, openStore, type Store } from '../store/index.ts';
import type { SandboxCredential, SandboxSettings } from './settings.ts';

const permissionSet = 'full_access';

/** The database as every sandbox of these settings begins, and as each reset leaves it: seeded, with one credential. */
export async function makeStartState({ config, credential }: SandboxSettings): Promise<Blob> {
  const store = await openStore({ kind: 'memory' });
  try {
    await migrate(store.db);
    await seed(store.db, config.environment);
    await insertCredential(store.db, new Peppers(config.peppers ?? []), credential);
    if (store.dump === undefined) throw new TypeError('Only an embedded database can be dumped.');
    return await store.dump();
  } finally {
    await store.close();
  }
}

/** As a person creates one, but with identifier and secret given. */
async function insertCredential(db: Store, peppers: Peppers, { clientId, clientSecret }: SandboxCredential) {
  const created_at = new Date();
  const scopes = [...scopesOf(permissionSet)];
  const prefix = clientSecret.slice(0, clientSecret.lastIndexOf('_'));
  await db
    .insertInto('credential')
    .values({
      client_id: clientId,
      owner_id: demoUsers[0]?.id ?? '',
      name: 'Sandbox',
      permission_set: permissionSet,
      scopes,
      resources: [],
      environment: 'test',
      created_at,
      revoked_reason: null,
    })
    .execute();
  await db
    .insertInto('credential_secret')
    .values({
      secret_id: 'sec_sandbox',
      client_id: clientId,
      ...peppers.digest(clientSecret),
      prefix,
      last_four: clientSecret.slice(-4),
      created_at,
    })
    .execute();
  await recordEvent(db, clientId, 'credential.created', platform, {
    permission_set: permissionSet,
    environment: 'test',
  });
}
