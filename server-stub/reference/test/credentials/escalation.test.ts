import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type Credential, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

const lyon = 3812;
const nantes = 3829;
const paths = (credential: Credential) => `/api/v1/credentials/${credential.client_id}`;
const leaId = '17440546-f389-4d4f-bfdb-b0c94a1bd0f9';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`escalation, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let lea: string;
    let ana: string;
    let sam: string;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
      [lea, ana, sam] = (await Promise.all(['lea', 'ana', 'sam'].map(app.person))) as [string, string, string];
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    it('P2 a program of the sandbox neither sees nor revokes a credential for the real data', async () => {
      const live = await app.credential(lea);
      const sandbox = await app.tokenOf(
        await app.credential(lea, { permission_set: 'full_access', environment: 'test' }),
      );
      const revoke = await app.call('credentials.revoke', `${paths(live)}/revoke`, { token: sandbox });
      expect(revoke.status).toBe(404);
      expect((await app.call('credentials.get', paths(live), { token: sandbox })).status).toBe(404);
      const list = await app.call('credentials.list', '/api/v1/credentials?limit=100', { token: sandbox });
      expect(list.body.data.length).toBeGreaterThan(0);
      expect(new Set(list.body.data.map((one: { environment: string }) => one.environment))).toEqual(new Set(['test']));
    });

    it('P2 a restricted program revokes itself and what can do no more, and nothing above', async () => {
      const custom = { permission_set: 'custom', scopes: ['collectivites.read', 'credentials.write'] };
      const [above, equal, self] = [
        await app.credential(lea, { permission_set: 'full_access' }),
        await app.credential(lea, custom),
        await app.credential(lea, custom),
      ];
      const bound = await app.credential(lea, { ...custom, resources: [`collectivite:${lyon}`] });
      const token = await app.tokenOf(self);
      const revoke = (target: Credential, by = token) =>
        app.call('credentials.revoke', `${paths(target)}/revoke`, { token: by });
      expect((await revoke(above)).status).toBe(403);
      expect((await revoke(equal, await app.tokenOf(bound))).status).toBe(403);
      expect((await revoke(equal)).status).toBe(200);
      expect((await revoke(self)).status).toBe(200);
      expect((await revoke(above, lea)).status).toBe(200);
    });

    it("P5 operations that only answer an example do not show one of somebody else's credential", async () => {
      const mine = await app.credential(lea);
      for (const [operationId, path] of [
        ['credentials.usage.get', '/usage'],
        ['credentials.secrets.list', '/secrets'],
      ] as const) {
        expect((await app.call(operationId, paths(mine) + path, { token: lea })).status).toBe(200);
        expect((await app.call(operationId, paths(mine) + path, { token: ana })).status).toBe(404);
      }
      expect((await app.call('credentials.delete', paths(mine), { token: ana })).status).toBe(404);
    });

    const write = (token: string) =>
      app.call('indicateurs.valeurs.upsert', '/api/v1/indicateurs/valeurs', {
        token,
        body: { valeurs: [{ collectiviteId: lyon, indicateurId: 12, dateValeur: '2030-01-01', resultat: 1 }] },
      });
    const read = (token: string) => app.call('collectivites.list', '/api/v1/collectivites?limit=1', { token });

    /** Status and kind of problem that a wish is refused with. */
    const refusal = async (token: string, wish: object) => {
      const { status, body } = await app.create(token, wish);
      return `${status} ${String(body.type).split('/').at(-1)}`;
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
      it('in scopes: a set or a list with more than it has is refused, less is given', async () => {
        const token = await restricted();
        expect(await refusal(token, { permission_set: 'read_only' })).toBe('403 insufficient-scope');
        expect(await refusal(token, { permission_set: 'full_access' })).toBe('403 insufficient-scope');
        expect(
          await refusal(token, { permission_set: 'custom', scopes: ['collectivites.read', 'credentials.admin'] }),
        ).toBe('403 insufficient-scope');
        const { status, body } = await app.create(token, { permission_set: 'custom', scopes: ['collectivites.read'] });
        expect(status).toBe(201);
        expect(body.scopes).toEqual(['collectivites.read']);
      });

      it('narrowed by scope when it was requested: the token counts, not its credential', async () => {
        const full = await app.credential(lea, { permission_set: 'full_access' });
        const token = await app.tokenOf(full, 'credentials.write');
        expect(await refusal(token, { permission_set: 'read_only' })).toBe('403 insufficient-scope');
      });

      it('in resources: others are refused, none asked for means its own', async () => {
        const token = await restricted({ resources: [`collectivite:${lyon}`] });
        expect(
          await refusal(token, {
            permission_set: 'custom',
            scopes: ['collectivites.read'],
            resources: [`collectivite:${nantes}`],
          }),
        ).toBe('403 resource-not-allowed');
        const { body } = await app.create(token, { permission_set: 'custom', scopes: ['collectivites.read'] });
        expect(body.resources).toEqual([`collectivite:${lyon}`]);
      });

      it('in time: not longer than its own credential, none asked for means its own end', async () => {
        const end = new Date(Date.now() + 3_600_000).toISOString();
        const token = await restricted({ expires_at: end });
        const wish = { permission_set: 'custom', scopes: ['collectivites.read'] };
        expect(await refusal(token, { ...wish, expires_at: new Date(Date.now() + 7_200_000).toISOString() })).toBe(
          '403 forbidden',
        );
        const { body } = await app.create(token, wish);
        expect(body.expires_at).toBe(end);
      });

      it('in environment: from the sandbox there is no way to the real data', async () => {
        const token = await restricted({ environment: 'test' });
        const wish = { permission_set: 'custom', scopes: ['collectivites.read'] };
        expect(await refusal(token, { ...wish, environment: 'live' })).toBe('403 forbidden');
        for (const environment of [{}, { environment: 'test' }]) {
          const { body } = await app.create(token, { ...wish, ...environment });
          expect(body.client_secret).toContain('_test_');
        }
      });
    });

    it('P2 a person creates nothing above the roles: a reader no writer, an editor no administrator', async () => {
      expect(await refusal(ana, { permission_set: 'indicateurs_write' })).toBe('403 insufficient-scope');
      expect(await refusal(lea, { permission_set: 'custom', scopes: ['credentials.admin'] })).toBe(
        '403 insufficient-scope',
      );
      expect(await refusal(lea, { permission_set: 'read_only', resources: [`collectivite:${nantes}`] })).toBe(
        '403 resource-not-allowed',
      );
    });

    it('a wish that makes no sense: 422 that points at it', async () => {
      for (const [wish, pointer] of [
        [{ permission_set: 'custom' }, '#/scopes'],
        [{ permission_set: 'read_only', scopes: ['collectivites.read'] }, '#/scopes'],
        [{ permission_set: 'custom', scopes: ['collectivites.read', 'no.such'] }, '#/scopes/1'],
        [{ permission_set: 'read_only', expires_at: '2001-01-01T00:00:00Z' }, '#/expires_at'],
      ] as const) {
        const { status, body } = await app.create(lea, wish);
        expect({ status, pointer: body.errors?.[0]?.pointer }).toEqual({ status: 422, pointer });
      }
    });

    describe('P3 the rights that count are those of the owner now', () => {
      it('the owner loses the role: the next write fails, reading goes on, and new tokens lack the scope', async () => {
        const credential = await app.credential(lea, { permission_set: 'indicateurs_write' });
        const token = await app.tokenOf(credential);
        expect((await write(token)).status).toBe(200);
        try {
          await app.db
            .updateTable('utilisateur_role')
            .set({ role: 'lecture' })
            .where('utilisateur_id', '=', leaId)
            .execute();
          await app.changes.sync();
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
          await app.changes.sync();
        }
      });

      it.each(['suspended', 'deleted'] as const)(
        'the owner is %s: the next call fails, and no token is issued',
        async (status) => {
          const credential = await app.credential(lea);
          const token = await app.tokenOf(credential);
          const setStatus = async (value: typeof status | 'active') => {
            await app.db.updateTable('utilisateur').set({ status: value }).where('id', '=', leaId).execute();
            await app.changes.sync();
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
      it('to read, to revoke, and in the list; and it goes on working', async () => {
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

      it('but an administrator of credentials sees and revokes it', async () => {
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
}
