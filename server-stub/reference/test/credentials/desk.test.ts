import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type Answer, type Credential, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

const lyon = 'collectivite:3812';
const nantes = 'collectivite:3829';
const leaId = '17440546-f389-4d4f-bfdb-b0c94a1bd0f9';
const hour = 3_600_000;
const later = (ms: number) => new Date(Date.now() + ms).toISOString();
const path = ({ client_id }: { client_id: string }) => `/api/v1/credentials/${client_id}`;
/** What can be read of a credential that was deleted. */
const outliving = new Set(['credentials.auditEvents.list', 'credentials.usage.get']);
/** Rights to read collectivites and to manage credentials, and no others. */
const clerk = { permission_set: 'custom', scopes: ['collectivites.read', 'credentials.read', 'credentials.write'] };

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`the credential desk, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let lea: string;
    let ana: string;
    let sam: string;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database, { audit: false });
      [lea, ana, sam] = (await Promise.all(['lea', 'ana', 'sam'].map(app.person))) as [string, string, string];
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const update = (of: Credential, body: object, token = lea) =>
      app.call('credentials.update', path(of), { token, body });
    const extend = (of: Credential, expires_at: string | null, token = lea) =>
      app.call('credentials.extend', `${path(of)}/extend`, { token, body: { expires_at } });
    const rotate = (of: Credential, token = lea) =>
      app.call('credentials.secrets.create', `${path(of)}/secrets`, { token, body: {} });
    const remove = (of: Credential, token = lea) => app.call('credentials.delete', path(of), { token });
    const revoke = (of: Credential, token = lea) =>
      app.call('credentials.revoke', `${path(of)}/revoke`, { token, body: {} });
    const events = (of: Credential, token = lea) =>
      app.call('credentials.auditEvents.list', `${path(of)}/audit-events?limit=100`, { token });
    const typesOf = async (of: Credential, token = lea) =>
      (await events(of, token)).body.data.map(({ type }: { type: string }) => type);
    const expire = (of: Credential) =>
      app.db
        .updateTable('credential')
        .set({ expires_at: new Date(Date.now() - 1_000) })
        .where('client_id', '=', of.client_id)
        .execute();
    const kindOf = ({ status, body }: Answer) => `${status} ${String(body?.type).split('/').at(-1)}`;

    it('changed: name, permissions and resources; tokens issued before do no more than the new permissions', async () => {
      const credential = await app.credential(lea, { permission_set: 'indicateurs_write' });
      const token = await app.tokenOf(credential);
      const read = () => app.call('indicateurs.definitions.list', '/api/v1/indicateurs/definitions', { token });
      expect((await read()).status).toBe(200);
      const { body } = await update(credential, {
        name: 'Autre nom',
        permission_set: 'custom',
        scopes: ['collectivites.read'],
        resources: [lyon],
      });
      expect(body).toMatchObject({
        name: 'Autre nom',
        permission_set: 'custom',
        scopes: ['collectivites.read'],
        resources: [lyon],
      });
      expect((await read()).status).toBe(403);
      expect((await update(credential, { scopes: ['utilisateur.read'] })).body.scopes).toEqual(['utilisateur.read']);
      expect((await update(credential, { resources: [] })).body.resources).toEqual([]);
      expect((await update(credential, { permission_set: 'read_only' })).body.scopes).toContain(
        'indicateurs.valeurs.read',
      );
      expect(await typesOf(credential)).toEqual([...Array(4).fill('credential.updated'), 'credential.created']);
    });

    it('suspended: stopped at once; resumed: goes on; each once in the history', async () => {
      const credential = await app.credential(lea);
      const token = await app.tokenOf(credential);
      const read = () => app.call('collectivites.list', '/api/v1/collectivites?limit=1', { token });
      expect((await update(credential, { status: 'suspended' })).body.status).toBe('suspended');
      await update(credential, { status: 'suspended' });
      expect((await read()).status).toBe(401);
      expect((await app.requestToken(credential)).statusCode).toBe(401);
      expect((await update(credential, { status: 'active' })).body.status).toBe('active');
      expect((await read()).status).toBe(200);
      expect(await typesOf(credential)).toEqual(['credential.resumed', 'credential.suspended', 'credential.created']);
    });

    it('suspended by an administrator: resumed by one only, not by its owner or a program of the owner', async () => {
      const credential = await app.credential(lea);
      const program = await app.tokenOf(await app.credential(lea, { permission_set: 'full_access' }));
      const resume = async (token: string) => kindOf(await update(credential, { status: 'active' }, token));
      // Also where the owner had suspended it before.
      await update(credential, { status: 'suspended' });
      expect((await update(credential, { status: 'suspended' }, sam)).status).toBe(200);
      await update(credential, { status: 'suspended' });
      expect([await resume(lea), await resume(program)]).toEqual(['403 forbidden', '403 forbidden']);
      expect((await app.requestToken(credential)).statusCode).toBe(401);
      expect((await update(credential, { name: 'Autre' })).body).toMatchObject({ name: 'Autre', status: 'suspended' });
      expect((await update(credential, { status: 'active' }, sam)).body.status).toBe('active');
      await update(credential, { status: 'suspended' });
      expect((await update(credential, { status: 'active' }, program)).body.status).toBe('active');
    });

    it('a change that makes no sense: 422 that points at it; of a revoked credential: 409', async () => {
      const credential = await app.credential(lea);
      for (const [change, pointer] of [
        [{ scopes: ['collectivites.read'] }, '#/scopes'],
        [{ permission_set: 'custom' }, '#/scopes'],
        [{ permission_set: 'custom', scopes: ['no.such'] }, '#/scopes/0'],
        [{ permission_set: 'read_only', scopes: ['collectivites.read'] }, '#/scopes'],
      ] as const) {
        const { status, body } = await update(credential, change);
        expect([status, body.errors?.[0]?.pointer]).toEqual([422, pointer]);
      }
      await revoke(credential);
      expect((await update(credential, { status: 'active' })).status).toBe(409);
    });

    describe('K4 extended', () => {
      it('to a later time, to never, and after it had expired', async () => {
        const credential = await app.credential(lea, { permission_set: 'read_only', expires_at: later(hour) });
        const end = later(2 * hour);
        expect((await extend(credential, end)).body.expires_at).toBe(end);
        await expire(credential);
        expect((await app.requestToken(credential)).statusCode).toBe(401);
        expect((await extend(credential, later(hour))).body.status).toBe('active');
        expect((await app.requestToken(credential)).statusCode).toBe(200);
        expect((await extend(credential, null)).body.expires_at).toBeNull();
        expect((await typesOf(credential)).filter((type: string) => type === 'credential.extended')).toHaveLength(3);
      });

      it('not when it is revoked, not to the past, and not to an earlier time', async () => {
        const credential = await app.credential(lea, { permission_set: 'read_only', expires_at: later(hour) });
        expect((await extend(credential, later(-1_000))).status).toBe(422);
        expect((await extend(credential, later(hour / 2))).status).toBe(422);
        expect((await extend(await app.credential(lea), later(hour))).status).toBe(422);
        await revoke(credential);
        expect((await extend(credential, later(2 * hour))).status).toBe(409);
        expect((await extend(credential, null)).status).toBe(409);
      });
    });

    it('O5 deleted: gone from list and sight, its tokens refused; its history remains for owner and administrator', async () => {
      const credential = await app.credential(lea);
      const token = await app.tokenOf(credential);
      expect((await remove(credential)).status).toBe(204);
      expect((await app.call('collectivites.list', '/api/v1/collectivites?limit=1', { token })).status).toBe(401);
      expect((await app.requestToken(credential)).statusCode).toBe(401);
      expect((await app.call('credentials.get', path(credential), { token: lea })).status).toBe(404);
      const list = await app.call('credentials.list', '/api/v1/credentials?limit=100', { token: lea });
      expect(list.text).not.toContain(credential.client_id);
      expect((await remove(credential)).status).toBe(404);
      const history = ['credential.deleted', 'credential.revoked', 'credential.created'];
      expect(await typesOf(credential)).toEqual(history);
      expect(await typesOf(credential, sam)).toEqual(history);
      expect((await events(credential, ana)).status).toBe(404);
    });

    it('the history says who did what, in which request, and no secret', async () => {
      const credential = await app.credential(lea, { permission_set: 'full_access' });
      const program = await app.tokenOf(credential);
      const rotated = await rotate(credential, program);
      const { body, text } = await events(credential);
      expect(body.data[0]).toMatchObject({
        type: 'secret.created',
        actor: { kind: 'client', id: leaId, client_id: credential.client_id },
        request_id: rotated.headers['x-request-id'],
        details: { secret_id: rotated.body.secret_id, grace_period_seconds: 86_400 },
      });
      expect(body.data.at(-1)).toMatchObject({ actor: { kind: 'user', id: leaId, client_id: null } });
      expect(text).not.toContain(rotated.body.client_secret.slice(-49));
      const page = await app.call('credentials.auditEvents.list', `${path(credential)}/audit-events?limit=1&page=2`, {
        token: lea,
      });
      expect(page.body).toMatchObject({ count: 2, pageCount: 2, data: [{ type: 'credential.created' }] });
    });

    describe('P2 a restricted token rotates, edits and extends nothing above itself', () => {
      /** How each way to get at a credential answers. */
      const ways = async (target: Credential, token: string) => [
        (await rotate(target, token)).status,
        (await update(target, { name: 'Pris' }, token)).status,
        (await extend(target, later(30 * hour), token)).status,
      ];

      it.each([
        ['scopes', { permission_set: 'full_access', expires_at: later(hour) }, {}],
        ['resources', { ...clerk, expires_at: later(hour) }, { resources: [lyon] }],
        ['other resources', { ...clerk, resources: [nantes, lyon], expires_at: later(hour) }, { resources: [lyon] }],
        ['its end', { ...clerk, expires_at: later(hour) }, { expires_at: later(hour / 2) }],
        ['its end, which is never', clerk, { expires_at: later(hour) }],
      ] as const)('in %s', async (_dimension, above, restriction) => {
        const target = await app.credential(sam, above);
        const token = await app.tokenOf(await app.credential(sam, { ...clerk, ...restriction }));
        expect(await ways(target, token)).toEqual([403, 403, 403]);
        expect((await app.requestToken(target)).statusCode).toBe(200);
      });

      it('in environment: what is live is not there for a program of the sandbox', async () => {
        const target = await app.credential(lea, { ...clerk, expires_at: later(hour) });
        const token = await app.tokenOf(await app.credential(lea, { ...clerk, environment: 'test' }));
        expect(await ways(target, token)).toEqual([404, 404, 404]);
      });

      it('but what is not above it', async () => {
        const wish = { ...clerk, resources: [lyon], expires_at: later(hour) };
        const target = await app.credential(lea, { ...wish, scopes: ['collectivites.read'] });
        const token = await app.tokenOf(await app.credential(lea, { ...clerk, resources: [lyon] }));
        expect(await ways(target, token)).toEqual([201, 200, 200]);
      });

      it('not even itself, by a token that was narrowed when it was requested', async () => {
        const self = await app.credential(lea, { ...clerk, expires_at: later(hour) });
        const narrowed = await app.tokenOf(self, 'credentials.write');
        expect((await rotate(self, narrowed)).status).toBe(403);
        expect((await update(self, { name: 'Pris' }, narrowed)).status).toBe(403);
        expect((await rotate(self, await app.tokenOf(self))).status).toBe(201);
      });

      it("not by a program that administers credentials: to end somebody else's is not to get its secret", async () => {
        const wish = { permission_set: 'custom', scopes: ['credentials.admin'] };
        const program = await app.tokenOf(await app.credential(sam, wish));
        const target = await app.credential(lea);
        expect((await rotate(target, program)).status).toBe(403);
        expect((await update(target, { name: 'Pris' }, program)).status).toBe(403);
        expect((await revoke(target, program)).status).toBe(200);
      });

      it('an edit leads nowhere above either: in scopes, resources, keys', async () => {
        const target = await app.credential(lea, { ...clerk, scopes: ['collectivites.read'], resources: [lyon] });
        const token = await app.tokenOf(await app.credential(lea, { ...clerk, resources: [lyon] }));
        expect(kindOf(await update(target, { permission_set: 'full_access' }, token))).toBe('403 insufficient-scope');
        expect(kindOf(await update(target, { scopes: ['utilisateur.read'] }, token))).toBe('403 insufficient-scope');
        expect(kindOf(await update(target, { resources: [nantes] }, token))).toBe('403 resource-not-allowed');
        // No limit asked for means its own limit, as when it creates one.
        expect((await update(target, { resources: [] }, token)).body.resources).toEqual([lyon]);
      });

      it("an administrator gives somebody else's credential no more than its owner may do", async () => {
        const target = await app.credential(ana);
        expect(kindOf(await update(target, { permission_set: 'indicateurs_write' }, sam))).toBe(
          '403 insufficient-scope',
        );
        expect(kindOf(await update(target, { resources: ['collectivite:1'] }, sam))).toBe('403 resource-not-allowed');
        expect((await update(target, { resources: [nantes] }, sam)).body.resources).toEqual([nantes]);
        expect((await rotate(target, sam)).status).toBe(201);
      });
    });

    it('P3 an owner who lost a role goes on renaming and rotating what it had made, and widens nothing', async () => {
      const credential = await app.credential(lea, { permission_set: 'indicateurs_write' });
      const setRole = async (role: string) => {
        await app.db.updateTable('utilisateur_role').set({ role }).where('utilisateur_id', '=', leaId).execute();
        await app.changes.sync();
      };
      try {
        await setRole('lecture');
        const now = await app.person('lea');
        expect((await rotate(credential, now)).status).toBe(201);
        expect((await update(credential, { name: 'Lecture' }, now)).status).toBe(200);
        expect(kindOf(await update(credential, { permission_set: 'indicateurs_write' }, now))).toBe(
          '403 insufficient-scope',
        );
        expect((await update(credential, { permission_set: 'read_only' }, now)).status).toBe(200);
      } finally {
        await setRole('edition');
      }
    });

    it('P5 unknown, foreign and deleted: all operations give one and the same 404', async () => {
      const [foreign, deleted] = [await app.credential(lea), await app.credential(ana)];
      const { data } = (await app.call('credentials.secrets.list', `${path(foreign)}/secrets`, { token: lea })).body;
      await remove(deleted, ana);
      const operations: [string, string, object?][] = [
        ['credentials.get', ''],
        ['credentials.update', '', { name: 'x' }],
        ['credentials.delete', ''],
        ['credentials.revoke', '/revoke', {}],
        ['credentials.extend', '/extend', { expires_at: null }],
        ['credentials.usage.get', '/usage'],
        ['credentials.auditEvents.list', '/audit-events'],
        ['credentials.secrets.list', '/secrets'],
        ['credentials.secrets.create', '/secrets', {}],
        ['credentials.secrets.delete', `/secrets/${data[0].secret_id}`],
      ];
      for (const [operationId, rest, body] of operations) {
        const said = async (credential: { client_id: string }) => {
          const answer = await app.call(operationId, path(credential) + rest, {
            token: ana,
            ...(body === undefined ? {} : { body }),
          });
          const { requestId: _id, instance: _instance, ...problem } = answer.body;
          return `${answer.status} ${JSON.stringify(problem)}`;
        };
        const unknown = await said({ client_id: 'cl_000000000000' });
        expect([operationId, unknown.slice(0, 3)]).toEqual([operationId, '404']);
        expect([operationId, await said(foreign)]).toEqual([operationId, unknown]);
        // The history and the usage of one's own outlive it.
        if (!outliving.has(operationId)) expect(await said(deleted)).toBe(unknown);
      }
      expect((await app.requestToken(foreign)).statusCode).toBe(200);
    });

    it('where administrators create credentials: owners rotate, rename, pause, revoke and delete, and widen nothing', async () => {
      const credential = await app.credential(lea, { permission_set: 'read_only', expires_at: later(hour) });
      const strict = await openApp(
        { location: database.location, drop: async () => {} },
        { credentialPolicy: 'administrators' },
      );
      // The embedded database in memory is another one there: what it needs is made there.
      try {
        const own =
          database.location.kind === 'memory'
            ? ((
                await strict.create(await strict.person('sam'), {
                  permission_set: 'read_only',
                  expires_at: later(hour),
                })
              ).body as Credential)
            : credential;
        if (own !== credential) {
          await strict.db
            .updateTable('credential')
            .set({ owner_id: leaId })
            .where('client_id', '=', own.client_id)
            .execute();
        }
        const token = await strict.person('lea');
        const change = (body: object) => strict.call('credentials.update', path(own), { token, body });
        expect((await strict.create(token, { permission_set: 'read_only' })).status).toBe(403);
        expect((await change({ permission_set: 'custom', scopes: ['collectivites.read'] })).status).toBe(403);
        expect((await change({ resources: [lyon] })).status).toBe(403);
        const extended = await strict.call('credentials.extend', `${path(own)}/extend`, {
          token,
          body: { expires_at: null },
        });
        expect(extended.status).toBe(403);
        expect((await change({ name: 'x', status: 'suspended' })).status).toBe(200);
        const secret = await strict.call('credentials.secrets.create', `${path(own)}/secrets`, { token, body: {} });
        expect(secret.status).toBe(201);
        const admin = await strict.person('sam');
        const widened = await strict.call('credentials.update', path(own), {
          token: admin,
          body: { resources: [lyon] },
        });
        expect(widened.status).toBe(200);
        expect((await strict.call('credentials.delete', path(own), { token })).status).toBe(204);
      } finally {
        await strict.close();
      }
    });
  });
}
