import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, untilRightsCount, type Credential, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

const lyon = 3812;
const nantes = 3829;
const leaId = '17440546-f389-4d4f-bfdb-b0c94a1bd0f9';

describe.each(databases)('escalation, on $name', ({ missing, create }) => {
  let database: TestDatabase;
  let app: TestApp;
  let lea: string;
  let ana: string;
  let sam: string;

  beforeAll(async () => {
    if (missing !== undefined) return;
    database = await create();
    app = await openApp(database);
    [lea, ana, sam] = (await Promise.all(['lea', 'ana', 'sam'].map(app.person))) as [string, string, string];
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });
  const test = it.skipIf(missing !== undefined);

  const expectRefused = async (token: string, wish: object, kind: string) => {
    const { status, body } = await app.create(token, wish);
    expect({ status, type: String(body.type).split('/').at(-1) }).toEqual({ status: 403, type: kind });
  };

  /** A token that may create credentials, and little else. */
  const restricted = async (wish: object = {}) => {
    const credential = await app.credential(lea, {
      permission_set: 'custom',
      scopes: ['collectivites.read', 'credentials.write'],
      ...wish,
    });
    return app.tokenOf(credential);
  };

  describe('P2 a restricted token creates nothing above itself', () => {
    test('in scopes: a set or a list with more than it has is refused, less is given', async () => {
      const token = await restricted();
      await expectRefused(token, { permission_set: 'read_only' }, 'insufficient-scope');
      await expectRefused(token, { permission_set: 'full_access' }, 'insufficient-scope');
      await expectRefused(
        token,
        { permission_set: 'custom', scopes: ['collectivites.read', 'credentials.admin'] },
        'insufficient-scope',
      );
      const { status, body } = await app.create(token, { permission_set: 'custom', scopes: ['collectivites.read'] });
      expect(status).toBe(201);
      expect(body.scopes).toEqual(['collectivites.read']);
    });

    test('narrowed by scope when it was requested: the token counts, not its credential', async () => {
      const full = await app.credential(lea, { permission_set: 'full_access' });
      const token = await app.tokenOf(full, 'credentials.write');
      await expectRefused(token, { permission_set: 'read_only' }, 'insufficient-scope');
    });

    test('in resources: others are refused, none asked for means its own', async () => {
      const token = await restricted({ resources: [`collectivite:${lyon}`] });
      await expectRefused(
        token,
        { permission_set: 'custom', scopes: ['collectivites.read'], resources: [`collectivite:${nantes}`] },
        'resource-not-allowed',
      );
      const { body } = await app.create(token, { permission_set: 'custom', scopes: ['collectivites.read'] });
      expect(body.resources).toEqual([`collectivite:${lyon}`]);
    });

    test('in time: not longer than its own credential, none asked for means its own end', async () => {
      const end = new Date(Date.now() + 3_600_000).toISOString();
      const token = await restricted({ expires_at: end });
      const wish = { permission_set: 'custom', scopes: ['collectivites.read'] };
      await expectRefused(token, { ...wish, expires_at: new Date(Date.now() + 7_200_000).toISOString() }, 'forbidden');
      const { body } = await app.create(token, wish);
      expect(body.expires_at).toBe(end);
    });

    test('in environment: from the sandbox there is no way to the real data', async () => {
      const token = await restricted({ environment: 'test' });
      const wish = { permission_set: 'custom', scopes: ['collectivites.read'] };
      await expectRefused(token, wish, 'forbidden');
      expect((await app.create(token, { ...wish, environment: 'test' })).body.client_secret).toContain('_test_');
    });
  });

  test('P2 a person creates nothing above the roles: a reader no writer, an editor no administrator', async () => {
    await expectRefused(ana, { permission_set: 'indicateurs_write' }, 'insufficient-scope');
    await expectRefused(lea, { permission_set: 'custom', scopes: ['credentials.admin'] }, 'insufficient-scope');
    await expectRefused(
      lea,
      { permission_set: 'read_only', resources: [`collectivite:${nantes}`] },
      'resource-not-allowed',
    );
  });

  test('a wish that makes no sense: 422 that points at it', async () => {
    for (const [wish, pointer] of [
      [{ permission_set: 'custom' }, '#/scopes'],
      [{ permission_set: 'read_only', scopes: ['collectivites.read'] }, '#/scopes'],
      [{ permission_set: 'custom', scopes: ['collectivites.read', 'no.such'] }, '#/scopes/1'],
      [{ permission_set: 'read_only', expires_at: '2001-01-01T00:00:00Z' }, '#/expires_at'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const { status, body } = await app.create(lea, wish);
      expect({ status, pointer: body.errors?.[0]?.pointer }).toEqual({ status: 422, pointer });
    }
  });

  describe('P3 the rights that count are those of the owner now', () => {
    const write = (token: string) =>
      app.call('indicateurs.valeurs.upsert', '/api/v1/indicateurs/valeurs', {
        token,
        body: { valeurs: [{ collectiviteId: lyon, indicateurId: 12, dateValeur: '2030-01-01', resultat: 1 }] },
      });
    const read = (token: string) => app.call('collectivites.list', '/api/v1/collectivites?limit=1', { token });

    test('the owner loses the role: the next write fails, reading goes on, and new tokens lack the scope', async () => {
      const credential = await app.credential(lea, { permission_set: 'indicateurs_write' });
      const token = await app.tokenOf(credential);
      expect((await write(token)).status).toBe(200);
      try {
        await app.db
          .updateTable('utilisateur_role')
          .set({ role: 'lecture' })
          .where('utilisateur_id', '=', leaId)
          .execute();
        await untilRightsCount();
        expect((await write(token)).status).toBe(403);
        expect((await read(token)).status).toBe(200);
        const answer = (await app.requestToken(credential)).json() as { scope: string };
        expect(answer.scope.split(' ')).not.toContain('indicateurs.valeurs.write');
      } finally {
        await app.db
          .updateTable('utilisateur_role')
          .set({ role: 'edition' })
          .where('utilisateur_id', '=', leaId)
          .execute();
        await untilRightsCount();
      }
    });

    test.each(['suspended', 'deleted'] as const)(
      'the owner is %s: the next call fails, and no token is issued',
      async (status) => {
        const credential = await app.credential(lea);
        const token = await app.tokenOf(credential);
        const setStatus = async (value: typeof status | 'active') => {
          await app.db.updateTable('utilisateur').set({ status: value }).where('id', '=', leaId).execute();
          await untilRightsCount();
        };
        try {
          await setStatus(status);
          expect((await read(token)).status).toBe(401);
          expect((await app.requestToken(credential)).statusCode).toBe(401);
        } finally {
          await setStatus('active');
        }
        expect((await read(token)).status).toBe(200);
      },
    );
  });

  describe("P5 somebody else's credential is 404", () => {
    const paths = (credential: Credential) => `/api/v1/credentials/${credential.client_id}`;

    test('to read, to revoke, and in the list; and it goes on working', async () => {
      const credential = await app.credential(lea);
      const get = await app.call('credentials.get', paths(credential), { token: ana });
      const unknown = await app.call('credentials.get', '/api/v1/credentials/cl_000000000000', { token: ana });
      expect(get.status).toBe(404);
      const { requestId: _a, instance: _b, ...said } = get.body;
      const { requestId: _c, instance: _d, ...saidOfUnknown } = unknown.body;
      expect(said).toEqual(saidOfUnknown);
      expect(
        (await app.call('credentials.revoke', `${paths(credential)}/revoke`, { token: ana, body: {} })).status,
      ).toBe(404);
      const list = await app.call('credentials.list', '/api/v1/credentials?limit=100', { token: ana });
      expect(list.body.data.map(({ client_id }: Credential) => client_id)).not.toContain(credential.client_id);
      await app.tokenOf(credential);
    });

    test('but an administrator of credentials sees and revokes it', async () => {
      const credential = await app.credential(lea);
      expect((await app.call('credentials.get', paths(credential), { token: sam })).body.owner.id).toBe(leaId);
      const revoked = await app.call('credentials.revoke', `${paths(credential)}/revoke`, {
        token: sam,
        body: { reason: 'Essai' },
      });
      expect(revoked.body).toMatchObject({ status: 'revoked', revoked_reason: 'Essai' });
    });
  });
});
