import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuer } from '../../../front/test/fixture.ts';
import { Browser } from '../../../front/test/oauth/person.ts';
import { createApplication, deleteApplication } from '../../src/applications/repository.ts';
import { rotateSigningKey, retireSigningKey } from '../../src/credentials/key-rotation.ts';
import { pruneAudit } from '../../src/audit/prune.ts';
import { openApp, type Credential, type TestApp } from '../support/app.ts';
import { furnish, password } from '../support/counter.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { poll, refresh, startDevice } from '../support/device.ts';

const leaId = '17440546-f389-4d4f-bfdb-b0c94a1bd0f9';
const samePlace = { address: '127.0.0.1', count: 1 };

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`the audit, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let lea: string;
    /** Whatever was sent or answered as a secret, a token, a code or a password. */
    const canaries = new Set<string>([password]);

    beforeAll(async () => {
      database = await create();
      app = await openApp(database, { issuer, limitFailures: true });
      await furnish(app.db);
      lea = await app.person('lea');
      canaries.add(lea);
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    /** What was written since the last time, the first first. */
    let seen = 0;
    async function written() {
      await app.journal?.flush();
      const rows = await app.db
        .selectFrom('audit_event')
        .selectAll()
        .where('event_id', '>', seen)
        .orderBy('event_id')
        .execute();
      seen = rows.at(-1)?.event_id ?? seen;
      return rows;
    }
    const history = async (of: Credential, token = lea) => {
      await app.journal?.flush();
      const path = `/api/v1/credentials/${of.client_id}/audit-events?limit=100`;
      return app.call('credentials.auditEvents.list', path, { token });
    };
    async function credential(wish?: object): Promise<Credential> {
      const made = await app.credential(lea, wish);
      canaries.add(made.client_secret);
      return made;
    }

    it('O5 tokens of a credential, issued and refused, stand in its history with reason, request and address', async () => {
      const own = await credential();
      const { client_id } = own;
      const wrong = `${own.client_secret.slice(0, -1)}${own.client_secret.endsWith('0') ? '1' : '0'}`;
      canaries.add(wrong);
      canaries.add(await app.tokenOf(own, 'collectivites.read'));
      expect((await app.requestToken({ client_id, client_secret: wrong })).statusCode).toBe(401);
      expect((await app.requestToken(own, { scope: 'credentials.admin' })).statusCode).toBe(400);
      await app.call('credentials.revoke', `/api/v1/credentials/${client_id}/revoke`, { token: lea, body: {} });
      expect((await app.requestToken(own)).statusCode).toBe(401);

      const { body } = await history(own);
      const nobody = { kind: 'unknown', id: null, client_id: null, user_id: null };
      const itself = { kind: 'client', id: leaId, client_id, user_id: null };
      const grant_type = 'client_credentials';
      const bySecret = { grant_type, token_endpoint_auth_method: 'client_secret_post' };
      expect(body.data).toMatchObject([
        { type: 'client.refused', outcome: 'failure', reason: 'revoked', actor: nobody, ...samePlace },
        { type: 'credential.revoked', outcome: 'success', actor: { kind: 'user', id: leaId }, address: null },
        { type: 'token.refused', outcome: 'failure', reason: 'invalid_scope', actor: itself, details: bySecret },
        { type: 'client.refused', outcome: 'failure', reason: 'wrong_secret', actor: nobody, details: { grant_type } },
        {
          type: 'token.issued',
          outcome: 'success',
          reason: null,
          actor: itself,
          details: { ...bySecret, scopes: ['collectivites.read'] },
          ...samePlace,
        },
        { type: 'credential.created', outcome: 'success', actor: { kind: 'user', id: leaId }, address: null },
      ]);
      const ana = await app.call('credentials.auditEvents.list', `/api/v1/credentials/${client_id}/audit-events`, {
        token: await app.person('ana'),
      });
      expect(ana.status).toBe(404);
    });

    it('O5 why a client is refused: expired, suspended, its owner suspended, another way to authenticate', async () => {
      const own = await Promise.all([credential(), credential(), credential()]);
      const change = (index: number, columns: object) =>
        app.db
          .updateTable('credential')
          .set(columns)
          .where('client_id', '=', own[index]?.client_id ?? '')
          .execute();
      await change(0, { expires_at: new Date(Date.now() - 1_000) });
      await change(1, { suspended_at: new Date() });
      await change(2, { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=x' });
      const sams = await app.credential(await app.person('sam'));
      await app.db.updateTable('utilisateur').set({ status: 'suspended' }).where('login', '=', 'sam').execute();
      await app.changes.sync();
      await written();
      for (const one of [...own, sams]) {
        expect((await app.requestToken(one)).statusCode).toBe(401);
      }
      expect((await written()).map(({ reason }) => reason)).toEqual([
        'expired',
        'suspended',
        'wrong_method',
        'owner_suspended',
      ]);
      await app.db.updateTable('utilisateur').set({ status: 'active' }).where('login', '=', 'sam').execute();
    });

    it('O5 O1 an unknown client is kept by its beginning: it may be a secret in the wrong place', async () => {
      const { client_secret } = await credential();
      await written();
      await app.requestToken({ client_id: client_secret, client_secret: 'x' });
      await app.requestToken({ client_id: 'cl_4mXq0Zt7RwKb', client_secret });
      expect(await written()).toMatchObject([
        { type: 'client.refused', reason: 'unknown_client', client_id: `${client_secret.slice(0, 6)}…` },
        { type: 'client.refused', reason: 'unknown_client', client_id: 'cl_4mXq0Zt7RwKb' },
      ]);
    });

    it('O5 tokens revoked, and keys and tokens that operations refuse', async () => {
      const own = await credential();
      const token = await app.tokenOf(own);
      canaries.add(token);
      await app.app.inject({
        method: 'POST',
        url: '/oauth/revoke',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ token, ...own } as Record<string, string>).toString(),
      });
      await written();
      expect((await app.call('collectivites.list', '/api/v1/collectivites', { token })).status).toBe(401);
      const key = 'gch_live_canary00_0000000000000000000000000000000000000000000000000';
      canaries.add(key);
      const headers = { 'x-api-key': key };
      expect((await app.call('collectivites.list', '/api/v1/collectivites', { headers })).status).toBe(401);
      expect(await written()).toMatchObject([
        { type: 'access.refused', reason: 'invalid_token', client_id: null, address: '127.0.0.1' },
        { type: 'api_key.refused', reason: 'invalid_api_key', client_id: null, address: '127.0.0.1' },
      ]);
      expect((await history(own)).body.data).toMatchObject([
        { type: 'token.revoked', outcome: 'success', actor: { kind: 'client', client_id: own.client_id } },
        { type: 'token.issued' },
        { type: 'credential.created' },
      ]);
    });

    it('O5 people: who signed in to what, who failed to, what a device got, and a refresh token that came twice', async () => {
      await written();
      const device = await startDevice(app);
      for (const value of [device.device_code, device.user_code]) canaries.add(value);
      const browser = await new Browser(app.app).open('/device', { 'accept-language': 'en' });
      await browser.submit(/device$/, { user_code: device.user_code });
      await browser.submit(/device$/, { confirm: 'yes' });
      await browser.submit(/sign-in\/[^/]+$/, { login: 'lea', password: 'canary-typed-by-mistake' });
      await browser.submit(/sign-in\/[^/]+$/, { login: 'canary-as-login', password: 'canary-typed-by-mistake' });
      for (const value of ['canary-typed-by-mistake', 'canary-as-login']) canaries.add(value);
      await browser.submit(/sign-in\/[^/]+$/, { login: 'lea', password });
      await browser.submit(/sign-in\/[^/]+$/);
      const first = (await poll(app, device.device_code)).body;
      const second = (await refresh(app, String(first['refresh_token']))).body;
      await refresh(app, String(first['refresh_token']));
      for (const body of [first, second]) {
        for (const member of ['access_token', 'refresh_token']) canaries.add(String(body[member]));
      }
      const byLea = { outcome: 'success', client_id: 'guichet-cli', subject_id: leaId, actor_id: leaId };
      const nobody = { outcome: 'failure', client_id: 'guichet-cli', actor_id: null, actor_client_id: null };
      expect(await written()).toMatchObject([
        { ...nobody, type: 'person.sign_in_failed', subject_id: leaId },
        { ...nobody, type: 'person.sign_in_failed', subject_id: null },
        { ...byLea, type: 'person.signed_in' },
        { ...byLea, type: 'consent.given' },
        { ...byLea, type: 'device.approved' },
        { ...byLea, type: 'token.issued', details: { token_endpoint_auth_method: 'none' } },
        { ...byLea, type: 'token.issued', details: { grant_type: 'refresh_token' } },
        { ...nobody, type: 'token.reused', subject_id: leaId },
      ]);

      const denied = await startDevice(app);
      const other = await new Browser(app.app).open('/device', { 'accept-language': 'en' });
      await other.submit(/device$/, { user_code: denied.user_code });
      await other.submit(/device$/, { confirm: 'yes' });
      await other.submit(/sign-in\/[^/]+\/cancel$/);
      expect(await written()).toMatchObject([
        { ...nobody, type: 'consent.denied' },
        { ...nobody, type: 'device.denied' },
      ]);
    });

    it('O5 what operators do: passwords, applications, signing keys', async () => {
      await written();
      await furnish(app.db);
      // A new password ends what she was signed in to.
      lea = await app.person('lea');
      canaries.add(lea);
      const made = await createApplication(app.db, app.peppers, {
        name: 'Portail',
        redirectUris: ['https://portail.example/retour'],
        native: false,
      });
      canaries.add(made.clientSecret ?? '');
      await deleteApplication(app.db, made.clientId);
      expect(await deleteApplication(app.db, made.clientId)).toBe(false);
      const { kid } = await rotateSigningKey(app.db, app.peppers, { delay: 600, keep: 600 });
      await retireSigningKey(app.db, kid);
      const system = { outcome: 'success', actor_id: null, actor_client_id: null, actor_user_id: null, address: null };
      expect(await written()).toMatchObject([
        { ...system, type: 'person.password_set', subject_id: leaId },
        { ...system, type: 'application.created', client_id: made.clientId, details: { name: 'Portail' } },
        { ...system, type: 'application.deleted', client_id: made.clientId, details: { name: 'Portail' } },
        { ...system, type: 'signing_key.rotated', details: { kid } },
        { ...system, type: 'signing_key.retired', details: { kid } },
      ]);
    });

    it('O5 what a program changes with a person beside it: owner, program and person are all named', async () => {
      const manager = await credential({
        permission_set: 'custom',
        scopes: ['credentials.read', 'credentials.write', 'collectivites.read'],
      });
      const own = await credential({ permission_set: 'custom', scopes: ['collectivites.read'] });
      const ana = await app.person('ana');
      const { sub } = (await app.tokens.verifyToken(ana)).claims;
      const answer = await app.call('credentials.revoke', `/api/v1/credentials/${own.client_id}/revoke`, {
        token: await app.tokenOf(manager),
        headers: { 'x-user-token': ana },
        body: {},
      });
      expect(answer.status).toBe(200);
      const actor = { kind: 'client', id: leaId, client_id: manager.client_id, user_id: sub };
      expect((await history(own)).body.data[0]).toMatchObject({ type: 'credential.revoked', actor });
      expect(sub).not.toBe(leaId);
    });

    it('O5 a deleted credential: what it did can be read still, and what is tried with it afterwards', async () => {
      const own = await credential();
      canaries.add(await app.tokenOf(own));
      await app.call('credentials.delete', `/api/v1/credentials/${own.client_id}`, { token: lea });
      expect((await app.requestToken(own)).statusCode).toBe(401);
      expect((await history(own)).body.data).toMatchObject([
        { type: 'client.refused', reason: 'revoked' },
        { type: 'credential.deleted' },
        { type: 'credential.revoked' },
        { type: 'token.issued' },
        { type: 'credential.created' },
      ]);
    });

    it('O5 nothing is changed or taken away, by the owner of the table neither, nor while triggers rest', async () => {
      await written();
      const count = async () =>
        (
          await app.db
            .selectFrom('audit_event')
            .select(({ fn }) => fn.countAll<number>().as('n'))
            .execute()
        )[0]?.n;
      const before = await count();
      const attempts = [
        sql`update audit_event set details = '{}'`,
        sql`delete from audit_event`,
        sql`truncate audit_event`,
        sql`truncate audit_event cascade`,
      ];
      for (const attempt of attempts) {
        await expect(attempt.execute(app.db)).rejects.toThrow('append-only');
        // What replication and restores use, and whoever wants to be rid of triggers.
        const asReplica = app.db.transaction().execute(async (transaction) => {
          await sql`set local session_replication_role = replica`.execute(transaction);
          await attempt.execute(transaction);
        });
        await expect(asReplica).rejects.toThrow('append-only');
      }
      expect(await count()).toBe(before);
    });

    it('O5 old lines go by a deliberate act, which is a line itself; of the last 30 days none does', async () => {
      const old = new Date(Date.now() - 400 * 86_400_000);
      const insert = (occurred_at: Date) =>
        app.db.insertInto('audit_event').values({ type: 'credential.created', occurred_at, details: '{}' }).execute();
      await insert(old);
      await insert(new Date(Date.now() - 100 * 86_400_000));
      expect(() => pruneAudit(app.db, new Date(Date.now() - 29 * 86_400_000))).toThrow('at least 30 days');
      await expect(
        app.db.transaction().execute(async (transaction) => {
          await sql`select set_config('audit.prune_before', ${new Date().toISOString()}, true)`.execute(transaction);
          await transaction.deleteFrom('audit_event').execute();
        }),
      ).rejects.toThrow('append-only');
      await written();
      const before = new Date(Date.now() - 200 * 86_400_000);
      expect(await pruneAudit(app.db, before)).toBe(1);
      expect(await written()).toMatchObject([
        { type: 'audit.pruned', details: { before: before.toISOString(), lines: 1 } },
      ]);
      // The permission ends with its transaction.
      await expect(app.db.deleteFrom('audit_event').where('occurred_at', '<', before).execute()).resolves.toBeDefined();
      await expect(app.db.deleteFrom('audit_event').execute()).rejects.toThrow('append-only');
    });

    it('O1 nothing that was secret is anywhere in it', async () => {
      await written();
      const rows = await sql<{ line: string }>`select to_jsonb(e)::text as line from audit_event as e`.execute(app.db);
      const text = rows.rows.map(({ line }) => line).join('\n');
      expect(rows.rows.length).toBeGreaterThan(40);
      expect(canaries.size).toBeGreaterThan(20);
      for (const canary of canaries) expect(text.includes(canary), canary.slice(0, 12)).toBe(false);
    });
  });
}
