// Each test inhabits a database, copies it and opens the copy, by a file of the embedded one and by pg_dump.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { issuer } from '../../../front/test/fixture.ts';
import { rotateSigningKey } from '../../src/credentials/key-rotation.ts';
import { revokeAllTokens } from '../../src/credentials/revoke-all.ts';
import { readBackup, writeBackup } from '../../src/store/backup.ts';
import { openStore, StoreError, type DatabaseLocation } from '../../src/store/index.ts';
import { openApp, testConfig, type Credential, type TestApp } from '../support/app.ts';
import { furnish } from '../support/counter.ts';
import { createPostgres, postgresMissing } from '../support/databases.ts';
import { signedIn } from '../support/device.ts';
import { embeddedDirectory } from '../support/seeded.ts';

const run = promisify(execFile);
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'backup-'));
  undo.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function newDatabase(): Promise<DatabaseLocation> {
  const { location, drop } = await createPostgres('empty');
  undo.push(drop);
  return location;
}

interface Kind {
  name: string;
  missing: string | undefined;
  create(): Promise<DatabaseLocation>;
  /** Copies a database that is in use into a new one. */
  copy(app: TestApp, from: DatabaseLocation): Promise<DatabaseLocation>;
}

const kinds: readonly Kind[] = [
  {
    name: 'PGlite, by a file',
    missing: undefined,
    create: async () => embeddedDirectory(join(await folder(), 'pg18'), 'empty'),
    async copy(app) {
      const directory = await folder();
      const file = join(directory, 'backup.tar');
      await writeBackup(app, file);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const location: DatabaseLocation = { kind: 'directory', path: join(directory, 'pg18') };
      await (await readBackup(location, file)).close();
      return location;
    },
  },
  {
    name: `PostgreSQL, by pg_dump${postgresMissing === undefined ? '' : ` (missing: ${postgresMissing})`}`,
    missing: postgresMissing,
    create: newDatabase,
    async copy(_app, from) {
      const to = await newDatabase();
      const file = join(await folder(), 'backup.dump');
      if (from.kind !== 'postgres' || to.kind !== 'postgres') throw new TypeError('Not PostgreSQL.');
      await run('pg_dump', ['--format=custom', '--file', file, '--dbname', from.url]);
      await run('pg_restore', ['--exit-on-error', '--no-owner', '--dbname', to.url, file]);
      return to;
    },
  },
];

for (const { name, missing, create, copy } of kinds) {
  describe.skipIf(missing !== undefined)(`a backup on ${name}`, () => {
    const open = async (location: DatabaseLocation, peppers = testConfig.peppers) => {
      const app = await openApp({ location, drop: async () => {} }, { seed: false, peppers, issuer });
      undo.push(() => app.close());
      return app;
    };

    /** Somebody with a password and a credential, a signing key of before, and a use. */
    async function inhabit(app: TestApp): Promise<{ credential: Credential; token: string }> {
      await furnish(app.db);
      const lea = await app.db.selectFrom('utilisateur').select('id').executeTakeFirstOrThrow();
      const role = { utilisateur_id: lea.id, role: 'administrateur', collectivite_id: null };
      await app.db.insertInto('utilisateur_role').values(role).execute();
      const credential = await app.credential(await app.person('lea'));
      const token = await app.tokenOf(credential);
      await rotateSigningKey(app.db, app.peppers, { delay: 0, keep: 900 });
      await app.changes.sync();
      return { credential, token };
    }

    const read = (app: TestApp, token: string) =>
      app.call('collectivites.list', '/api/v1/collectivites?limit=1', { token });

    const usage = (app: TestApp, { client_id }: Credential) =>
      app.db.selectFrom('usage_count').selectAll().where('client_id', '=', client_id).orderBy('operation_id').execute();

    it('restored elsewhere under the same pepper: old secrets, passwords, tokens, usage and the history are good', async () => {
      const from = await create();
      const app = await open(from);
      const { credential, token } = await inhabit(app);
      await read(app, token);
      await vi.waitFor(async () => expect(await usage(app, credential)).toHaveLength(2), 5_000);
      const used = await usage(app, credential);
      const restored = await open(await copy(app, from));
      expect(await usage(restored, credential)).toEqual(used);
      expect((await read(restored, token)).status).toBe(200);
      expect((await read(restored, await restored.tokenOf(credential))).status).toBe(200);
      const person = (await signedIn(restored)).access_token;
      expect((await restored.call('utilisateur.get', '/api/v1/utilisateur', { token: person })).status).toBe(200);
      const path = `/api/v1/credentials/${credential.client_id}/audit-events`;
      const history = await restored.call('credentials.auditEvents.list', path, {
        token: await restored.person('lea'),
      });
      expect(history.text).toContain('credential.created');
      // Append-only is not lost on the way.
      await expect(restored.db.deleteFrom('audit_event').execute()).rejects.toThrow('append-only');
    });

    it('under another pepper: the server does not start, and says why', async () => {
      const from = await create();
      const app = await open(from);
      await inhabit(app);
      const restored = await copy(app, from);
      await expect(open(restored, [{ version: 1, key: Buffer.alloc(32, 9) }])).rejects.toThrow(StoreError);
      await expect(open(restored, [{ version: 1, key: Buffer.alloc(32, 9) }])).rejects.toThrow('Pepper 1');
    });

    it('what was revoked since comes back; its tokens end by one command, and its secret by revoking it again', async () => {
      const from = await create();
      const app = await open(from);
      const { credential, token } = await inhabit(app);
      const location = await copy(app, from);
      const revoke = `/api/v1/credentials/${credential.client_id}/revoke`;
      const lea = await app.person('lea');
      await app.call('credentials.revoke', revoke, { token: lea, body: { reason: 'leaked' } });
      expect((await read(app, token)).status).toBe(401);

      const store = await openStore(location);
      expect(await revokeAllTokens(store.db)).toEqual({ credentials: 1, people: 1 });
      await store.close();
      const restored = await open(location);
      expect((await read(restored, token)).status).toBe(401);
      expect((await restored.requestToken(credential)).statusCode).toBe(200);
      // Tokens tell the second of their issue.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const later = await restored.person('lea');
      expect((await restored.call('credentials.revoke', revoke, { token: later, body: {} })).status).toBe(200);
      expect((await restored.requestToken(credential)).statusCode).toBe(401);
    });
  });
}
