import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type Credential, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

const lyon = 3812;

/** A credential of an administrator, who may do all: whatever is refused is refused for the environment alone. */
interface Side {
  environment: 'live' | 'test';
  credential: Credential;
  token: string;
}

/** Why an operation has nothing to keep apart. */
type Shared = { shared: string };
/** Shows that `mine` reaches nothing of `theirs`, and that the same request within its own environment works. */
type Probe = (app: TestApp, mine: Side, theirs: Side) => Promise<void>;

const everyone = { shared: 'territories and definitions are the same for all, and nobody writes them here' };
const noCredential = { shared: 'answers without looking at any credential' };

const table: Record<string, Shared | Probe> = {
  'collectivites.list': everyone,
  'collectivites.get': everyone,
  'collectivites.labellisations.list': everyone,
  'indicateurs.definitions.list': everyone,
  'permissionSets.list': everyone,
  'oauth.metadata': noCredential,
  'oauth.jwks': noCredential,
  'operations.health': noCredential,
  'oauth.authorize': { shared: 'people sign in: they have no credential' },
  'oauth.deviceAuthorization': { shared: 'people sign in: they have no credential' },
  'utilisateur.get': { shared: 'tells of the owner of the credential, who is one person' },
  'operations.debugToken': { shared: 'tells of the token that is presented' },

  'indicateurs.valeurs.list': async (app, mine, theirs) => {
    // A day for each direction: the table is gone through in both.
    const day = theirs.environment === 'live' ? '2041-01-01' : '2041-06-01';
    await write(app, theirs, day);
    expect(await read(app, theirs, day)).toBe(1);
    expect(await read(app, mine, day)).toBe(0);
  },
  'indicateurs.valeurs.upsert': async (app, mine, theirs) => {
    const rows = () =>
      app.db
        .selectFrom('indicateur_valeur')
        .selectAll()
        .where('environment', '=', theirs.environment)
        .where('date_valeur', '>=', '2040-01-01')
        .execute();
    const before = await rows();
    await write(app, mine, '2042-01-01');
    expect(await rows()).toEqual(before);
    expect(await read(app, mine, '2042-01-01')).toBe(1);
  },
  'credentials.list': async (app, mine, theirs) => {
    const list = async (query = '') =>
      (await app.call('credentials.list', `/api/v1/credentials?limit=100${query}`, { token: mine.token })).body.data;
    expect(ids(await list())).toContain(mine.credential.client_id);
    expect(ids(await list())).not.toContain(theirs.credential.client_id);
    expect(await list(`&environment=${theirs.environment}`)).toEqual([]);
  },
  'credentials.create': async (app, mine, theirs) => {
    const wish = { permission_set: 'read_only' };
    expect((await app.create(mine.token, { ...wish, environment: theirs.environment })).status).toBe(403);
    expect((await app.create(mine.token, wish)).body.environment).toBe(mine.environment);
  },
  'credentials.get': unknown(),
  'credentials.update': unknown('', { name: 'Renamed' }),
  'credentials.secrets.list': unknown('/secrets'),
  'credentials.secrets.create': unknown('/secrets', {}),
  'credentials.secrets.delete': unknown('/secrets/{secret_id}', undefined, 409),
  'credentials.extend': unknown('/extend', { expires_at: '2099-01-01T00:00:00Z' }, 403),
  'credentials.usage.get': unknown('/usage'),
  'credentials.auditEvents.list': unknown('/audit-events'),
  'registeredClients.usage.get': async (app, mine) => {
    // Registered clients are no credentials: of none of them the sandbox knows anything.
    const { status } = await app.call(
      'registeredClients.usage.get',
      '/api/v1/registered-clients/rc_0123456789ab/usage',
      { token: mine.token },
    );
    expect(status).toBe(mine.environment === 'test' ? 404 : 200);
  },
  'credentials.revoke': unknown('/revoke', { reason: 'test' }),
  'credentials.delete': unknown(),

  'oauth.token': async (app, mine, theirs) => {
    // Neither can be turned into the other at the token endpoint.
    const answer = await app.requestToken({ ...mine.credential, client_secret: theirs.credential.client_secret });
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { error: 'invalid_client' }]);
  },
  'oauth.introspect': async (app, mine, theirs) => {
    const [basic, bearer] = [basicOf(mine.credential), `Bearer ${mine.token}`];
    const colleague = await app.tokenOf(await app.credential(mine.token, { permission_set: 'read_only' }));
    for (const authorization of [basic, bearer]) {
      expect((await sendToken(app, '/oauth/introspect', colleague, authorization)).json()).toMatchObject({
        active: true,
      });
      expect((await sendToken(app, '/oauth/introspect', theirs.token, authorization)).json()).toEqual({
        active: false,
      });
    }
  },
  'oauth.revoke': async (app, mine, theirs) => {
    const answer = await sendToken(app, '/oauth/revoke', theirs.token, basicOf(mine.credential));
    expect(answer.statusCode).toBe(200);
    expect((await app.call('utilisateur.get', '/api/v1/utilisateur', { token: theirs.token })).status).toBe(200);
  },
};

/**
 * Below `/credentials/{client_id}`: that of the other environment is not there, one's own is.
 *
 * @param refusal what a credential may not do to itself (remove its last secret, outlive its end) is found, and refused
 */
function unknown(path = '', body?: object, refusal?: number): Probe {
  return async (app, mine, theirs) => {
    const call = async (target: Side, by: Side) => {
      const operation = app.contract.operation(currentOperation);
      const { client_id } = target.credential;
      const { secret_id } = await app.db
        .selectFrom('credential_secret')
        .select('secret_id')
        .where('client_id', '=', client_id)
        .executeTakeFirstOrThrow();
      const { statusCode } = await app.app.inject({
        method: operation.method as 'GET',
        url: `/api/v1/credentials/${client_id}${path.replace('{secret_id}', secret_id)}`,
        headers: { authorization: `Bearer ${by.token}` },
        ...(body === undefined ? {} : { payload: body }),
      });
      return statusCode;
    };
    const rows = () =>
      app.db
        .selectFrom('credential')
        .selectAll()
        .where('client_id', '=', theirs.credential.client_id)
        .execute()
        // When it was last used is noted while the test runs.
        .then(([row]) => ({ ...row, last_used_at: null }));
    const before = await rows();
    expect(await call(theirs, mine)).toBe(404);
    expect(await rows()).toEqual(before);
    const own = await call(mine, mine);
    if (refusal === undefined) expect(own).toBeLessThan(300);
    else expect(own).toBe(refusal);
  };
}

let currentOperation = '';

const ids = (list: { client_id: string }[]) => list.map(({ client_id }) => client_id);
const basicOf = ({ client_id, client_secret }: Credential) =>
  `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;

const sendToken = (app: TestApp, path: string, token: string, authorization: string) =>
  app.app.inject({
    method: 'POST',
    url: path,
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ token }).toString(),
  });

async function write(app: TestApp, { token }: Side, dateValeur: string) {
  const body = { valeurs: [{ collectiviteId: lyon, indicateurId: 12, dateValeur, resultat: 1 }] };
  const { status } = await app.call('indicateurs.valeurs.upsert', '/api/v1/indicateurs/valeurs', { token, body });
  expect(status).toBe(200);
}

async function read(app: TestApp, { token }: Side, day: string): Promise<number> {
  const query = `collectiviteId=${lyon}&indicateurIds=12&dateDebut=${day}&dateFin=${day}`;
  return (await app.call('indicateurs.valeurs.list', `/api/v1/indicateurs/valeurs?${query}`, { token })).body.count;
}

describe.each(databases)('environments, on $name', ({ missing, create }) => {
  describe.skipIf(missing !== undefined)('P2 a server of both', () => {
    let database: TestDatabase;
    let app: TestApp;
    let sam: string;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
      sam = await app.person('sam');
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    async function side(environment: 'live' | 'test'): Promise<Side> {
      const scopes = [...app.contract.scopes].filter((scope) => scope !== 'api-keys.validate');
      // With an end, beyond which it cannot extend itself.
      const wish = { permission_set: 'custom', scopes, expires_at: '2098-01-01T00:00:00Z' };
      const credential = await app.credential(sam, { ...wish, environment });
      return { environment, credential, token: await app.tokenOf(credential) };
    }

    it('has each of its operations in the table', () => {
      expect(Object.keys(table).toSorted(), 'the table at the head of environments.test.ts').toEqual(
        app.contract.operations.map((one) => one.operationId).toSorted(),
      );
    });

    const probes = Object.entries(table).filter((entry): entry is [string, Probe] => typeof entry[1] === 'function');
    it.each(probes)('%s: a test credential reaches nothing live, and the reverse', async (operationId, probe) => {
      expect.hasAssertions();
      currentOperation = operationId;
      await probe(app, await side('test'), await side('live'));
      await probe(app, await side('live'), await side('test'));
    });

    it('people manage credentials of both', async () => {
      const made = [await side('test'), await side('live')].map(({ credential }) => credential.client_id);
      const { body } = await app.call('credentials.list', '/api/v1/credentials?limit=100', { token: sam });
      expect(ids(body.data)).toEqual(expect.arrayContaining(made));
    });
  });

  describe.skipIf(missing !== undefined).each([
    ['live', 'test', 'real data only'],
    ['test', 'live', 'this is a sandbox'],
  ] as const)('a server of %s data', (own, other, reason) => {
    let database: TestDatabase;
    let app: TestApp;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database, { environment: own });
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    it(`A1 a ${other} credential is answered as a wrong secret is: ${other} data is elsewhere`, async () => {
      const lea = await app.person('lea');
      const credential = await app.credential(lea);
      const token = await app.tokenOf(credential);
      await app.db
        .updateTable('credential')
        .set({ environment: other })
        .where('client_id', '=', credential.client_id)
        .execute();
      const answers = [
        await app.requestToken(credential),
        await app.requestToken({ ...(await app.credential(lea)), client_secret: credential.client_secret }),
        await app.requestToken({ ...credential, client_id: 'cl_unknown00000' }),
      ].map(({ statusCode, body, headers }) => ({ statusCode, body, headers: stable(headers) }));
      expect(answers[0]).toMatchObject({ statusCode: 401 });
      expect(JSON.parse(answers[0]!.body)).toMatchObject({ error: 'invalid_client' });
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[2]).toEqual(answers[0]);
      // A token that it got while the server served both opens nothing either.
      await expect
        .poll(async () => (await app.call('utilisateur.get', '/api/v1/utilisateur', { token })).status, {
          timeout: 5_000,
        })
        .toBe(401);
    });

    it(`refuses to create a ${other} credential, says where to, and makes ${own} ones without being asked`, async () => {
      const lea = await app.person('lea');
      const { status, body } = await app.create(lea, { permission_set: 'read_only', environment: other });
      expect([status, body.errors]).toMatchObject([422, [{ pointer: '#/environment' }]]);
      expect(body.errors[0].detail).toContain(reason);
      const created = await app.credential(lea);
      expect([created.environment, created.client_secret]).toEqual([own, expect.stringContaining(`_${own}_`)]);
    });
  });
});

const stable = (headers: Record<string, unknown>) => ({ ...headers, 'x-request-id': '', date: '' });
