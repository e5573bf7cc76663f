import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '../../src/applications/repository.ts';
import { listPepperUse, resealAll } from '../../src/credentials/pepper-use.ts';
import { Peppers, type Pepper } from '../../src/credentials/pepper.ts';
import { openStore, StoreError } from '../../src/store/index.ts';
import { storedPeople } from '../../src/users/people.ts';
import { Passwords } from '../../src/users/passwords.ts';
import { openApp, testConfig, type Credential, type TestApp } from '../support/app.ts';
import { furnish, password } from '../support/counter.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';

const [first] = testConfig.peppers as [Pepper];
const second: Pepper = { version: 2, key: Buffer.alloc(32, 8) };
const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

// A database that outlives its servers.
describe.skipIf(postgresMissing !== undefined)(`peppers of a database${reason}`, () => {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  });

  async function emptyDatabase(): Promise<TestDatabase> {
    const database = await createPostgres();
    undo.push(database.drop);
    return database;
  }

  async function open(database: TestDatabase, peppers: Pepper[], pepperVersion?: number): Promise<TestApp> {
    const app = await openApp(database, { peppers, pepperVersion, seed: false });
    undo.push(() => app.close());
    return app;
  }

  async function close(app: TestApp): Promise<void> {
    undo.pop();
    await app.close();
  }

  /** Somebody with a password, a credential and an application with a secret. */
  async function people(app: TestApp): Promise<Credential> {
    await furnish(app.db);
    const [lea] = await app.db.selectFrom('utilisateur').select('id').execute();
    await app.db
      .insertInto('utilisateur_role')
      .values({ utilisateur_id: lea?.id ?? '', role: 'administrateur', collectivite_id: null })
      .execute();
    return app.credential(await app.person('lea'));
  }

  const use = async (app: TestApp, version: number) =>
    (await listPepperUse(app.db, app.peppers)).find((one) => one.version === version);
  const needs = (secrets: number, applications: number, signing_keys: number, passwords: number) => ({
    secrets,
    applications,
    signing_keys,
    passwords,
    flows: 0,
  });

  it('another key under a known version: the server does not start, says so, and writes nothing', async () => {
    const database = await emptyDatabase();
    await close(await open(database, [first]));
    const wrong = { version: 1, key: Buffer.alloc(32, 9) };
    await expect(open(database, [wrong])).rejects.toThrow(StoreError);
    await expect(open(database, [wrong])).rejects.toThrow(
      'Pepper 1 of GUICHET_PEPPER is not the one that this database',
    );
    await expect(open(database, [{ ...second, version: 1 }, second])).rejects.toThrow('Pepper 1');
    const app = await open(database, [first]);
    expect(await app.db.selectFrom('pepper_canary').select('pepper_version').execute()).toEqual([
      { pepper_version: 1 },
    ]);
  });

  it('a database of before canaries: its signing keys tell, and a wrong key leaves no canary', async () => {
    const database = await emptyDatabase();
    await close(await open(database, [first]));
    const store = await openStore(database.location);
    await store.db.deleteFrom('pepper_canary').execute();
    await expect(open(database, [{ version: 1, key: second.key }])).rejects.toThrow('Pepper 1');
    expect(await store.db.selectFrom('pepper_canary').selectAll().execute()).toEqual([]);
    await store.close();
    await open(database, [first]);
  });

  it('two servers that start at once leave one canary, which both open', async () => {
    const database = await emptyDatabase();
    const [app] = await Promise.all([open(database, [first]), open(database, [first])]);
    expect(await app.db.selectFrom('pepper_canary').select('pepper_version').execute()).toHaveLength(1);
  });

  it('rotation: known everywhere, then current, then resealed and used, then taken out; nobody notices', async () => {
    const database = await emptyDatabase();
    const old = await open(database, [first]);
    const credential = await people(old);
    const { clientId, clientSecret } = await createApplication(old.db, old.peppers, {
      name: 'Tableau',
      redirectUris: ['https://app.example/callback'],
      native: false,
    });
    const before = await old.tokenOf(credential);
    expect(await use(old, 1)).toMatchObject({ configured: true, current: true, ...needs(1, 1, 1, 1) });

    // Step 1, replica by replica: it is known, and nothing is put under it, so that those who do not know it go on.
    const known = await open(database, [first, second], 1);
    const made = await known.credential(await known.person('lea'));
    expect((await old.requestToken(made)).statusCode).toBe(200);
    expect(await use(known, 2)).toMatchObject({ configured: true, current: false, ...needs(0, 0, 0, 0) });
    await close(known);
    await close(old);

    // Step 2: it is current.
    const app = await open(database, [first, second]);
    expect(await resealAll(app.db, app.peppers)).toEqual({ signingKeys: 1, passwords: 1 });
    expect(await use(app, 1)).toMatchObject(needs(2, 1, 0, 0));
    for (const one of [credential, made]) await app.tokenOf(one);
    const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
    const revoke = () =>
      app.app.inject({
        method: 'POST',
        url: '/oauth/revoke',
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'token=none',
      });
    expect((await revoke()).statusCode).toBe(200);
    await close(app);

    // Step 3: nothing needs the old one.
    const alone = await open(database, [second]);
    expect(await listPepperUse(alone.db, alone.peppers)).toEqual([
      { version: 2, configured: true, current: true, ...needs(2, 1, 1, 1) },
    ]);
    for (const one of [credential, made]) await alone.tokenOf(one);
    const authenticated = await alone.app.inject({
      method: 'POST',
      url: '/oauth/revoke',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'token=none',
    });
    expect(authenticated.statusCode).toBe(200);
    const signIn = storedPeople(alone.db, new Passwords(alone.db, alone.peppers));
    expect(await signIn.signIn('lea', password)).toBeDefined();
    // A token of before the rotation.
    expect((await alone.call('utilisateur.get', '/api/v1/utilisateur', { token: before })).status).toBe(200);
  });

  it('a wrong secret is not put under the current pepper', async () => {
    const database = await emptyDatabase();
    const old = await open(database, [first]);
    const credential = await people(old);
    await close(old);
    const app = await open(database, [first, second]);
    expect((await app.requestToken({ ...credential, client_secret: 'wrong' })).statusCode).toBe(401);
    await app.close();
    const again = await open(database, [first, second]);
    expect(await use(again, 1)).toMatchObject({ secrets: 1 });
    expect((await again.requestToken(credential)).statusCode).toBe(200);
  });

  it('one that is needed and not configured is listed as missing', async () => {
    const database = await emptyDatabase();
    const old = await open(database, [first]);
    await people(old);
    const peppers = new Peppers([second]);
    expect(await listPepperUse(old.db, peppers)).toMatchObject([
      { version: 2, configured: true, current: true },
      { version: 1, configured: false, secrets: 1 },
    ]);
  });
});
