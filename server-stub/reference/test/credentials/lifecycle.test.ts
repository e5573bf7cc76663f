import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoredRevocations } from '../../src/credentials/revocations.ts';
import { looksLikeSecret } from '../../src/index.ts';
import { openApp, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

const readOnly = { permission_set: 'read_only' };

for (const { name: system, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`credentials, on ${system}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let lea: string;
    let sam: string;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
      [lea, sam] = (await Promise.all(['lea', 'sam'].map(app.person))) as [string, string];
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const revoke = (clientId: string, token = lea, body?: object) =>
      app.call('credentials.revoke', `/api/v1/credentials/${clientId}/revoke`, {
        token,
        ...(body === undefined ? {} : { body }),
      });
    const get = (clientId: string, token = lea) =>
      app.call('credentials.get', `/api/v1/credentials/${clientId}`, { token });
    const whoAmI = (token: string) => app.call('utilisateur.get', '/api/v1/utilisateur', { token });

    /** Everything that is stored, as text. */
    async function dump(): Promise<string> {
      const tables = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'collectivite'
    `.execute(app.db);
      const rows = await Promise.all(
        tables.rows.map(({ name }) =>
          sql<{ text: string }>`select row_to_json(t)::text as text from ${sql.table(name)} t`.execute(app.db),
        ),
      );
      return rows.flatMap((result) => result.rows.map(({ text }) => text)).join('\n');
    }

    it('created: works at once, for all its scopes; the token names person, program, role and resources', async () => {
      const credential = await app.credential(lea, {
        ...readOnly,
        resources: ['collectivite:3812'],
        name: 'Tableau de bord',
      });
      expect(looksLikeSecret(credential.client_secret)).toBe(true);
      const answer = (await app.requestToken(credential)).json() as {
        access_token: string;
        scope: string;
        expires_in: number;
      };
      expect(answer).toMatchObject({
        token_type: 'Bearer',
        expires_in: 900,
        scope: (credential['scopes'] as string[]).join(' '),
      });
      const claims = JSON.parse(Buffer.from(answer.access_token.split('.')[1] ?? '', 'base64url').toString()) as object;
      expect(claims).toMatchObject({
        sub: '17440546-f389-4d4f-bfdb-b0c94a1bd0f9',
        client_id: credential.client_id,
        act: { sub: credential.client_id },
        role: 'utilisateur',
        res: ['collectivite:3812'],
        iss: 'http://localhost:8080',
        aud: 'http://localhost:8080/api/v1',
      });
      expect((await whoAmI(answer.access_token)).body).toMatchObject({ clientId: credential.client_id, prenom: 'Léa' });
    });

    it('T3 the issuer is configured: a Host header changes nothing', async () => {
      const credential = await app.credential(lea);
      const response = await app.app.inject({
        method: 'POST',
        url: '/oauth/token',
        headers: {
          host: 'evil.example',
          'x-forwarded-host': 'evil.example',
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: credential.client_id,
          client_secret: credential.client_secret,
        }).toString(),
      });
      const [, payload = ''] = (response.json() as { access_token: string }).access_token.split('.');
      expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ iss: 'http://localhost:8080' });
    });

    it('read again and listed: everything but the secret; the latest first, by state and environment', async () => {
      const credential = await app.credential(sam, { ...readOnly, environment: 'test' });
      const { client_secret, ...shown } = credential;
      const found = await get(credential.client_id, sam);
      expect(found.body).toEqual(shown);
      const list = await app.call('credentials.list', '/api/v1/credentials?environment=test&status=active', {
        token: sam,
      });
      expect(list.body.data[0]).toEqual(shown);
      expect(list.text + found.text).not.toContain(client_secret);
      const page = (query: string) => app.call('credentials.list', `/api/v1/credentials?${query}`, { token: sam });
      expect((await page('status=suspended')).body.count).toBe(0);
    });

    it('revoked: its token is refused at once, no new one is issued, and a second time is 409', async () => {
      const credential = await app.credential(lea);
      const token = await app.tokenOf(credential);
      expect((await whoAmI(token)).status).toBe(200);
      const revoked = await revoke(credential.client_id, lea, { reason: 'Essai terminé' });
      expect(revoked.body).toMatchObject({ status: 'revoked', revoked_reason: 'Essai terminé' });
      expect((await whoAmI(token)).status).toBe(401);
      expect((await app.requestToken(credential)).statusCode).toBe(401);
      expect((await revoke(credential.client_id)).status).toBe(409);
    });

    it('T4 a revoked token stays revoked within the clock tolerance after its end', async () => {
      const { client_id } = await app.credential(lea);
      const { accessToken } = await app.tokens.issueToken({
        subject: '17440546-f389-4d4f-bfdb-b0c94a1bd0f9',
        clientId: client_id,
        scopes: ['utilisateur.read'],
        ttl: 1,
      });
      await app.db.deleteFrom('revoked_token').execute();
      const { jti, exp } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
        jti: string;
        exp: number;
      };
      const revocations = () => new StoredRevocations(app.db, app.changes);
      await revocations().revoke(jti, exp);
      // Past its end, within the tolerance of the verifier; read again, as another process reads it.
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, exp * 1000 + 200 - Date.now())));
      const elsewhere = revocations();
      await elsewhere.restart();
      expect(await elsewhere.isRevoked(jti)).toBe(true);
    });

    it('revoked twice at once: one succeeds, one is told', async () => {
      const { client_id } = await app.credential(lea);
      const answers = await Promise.all([revoke(client_id), revoke(client_id)]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    });

    describe('K3 the secret is shown once', () => {
      it('a repeated Idempotency-Key answers the same without the secret, and creates nothing', async () => {
        const headers = { 'idempotency-key': 'k3-replay' };
        const first = await app.create(lea, readOnly, headers);
        const again = await app.create(lea, readOnly, headers);
        expect(again.status).toBe(201);
        expect(again.body).toEqual({ ...first.body, client_secret: null });
        expect(again.headers['idempotent-replayed']).toBe('true');
        expect(await dump()).not.toContain(first.body.client_secret);
      });

      it('the same key with another body is refused', async () => {
        const headers = { 'idempotency-key': 'k3-other' };
        await app.create(lea, readOnly, headers);
        expect((await app.create(lea, { ...readOnly, name: 'Autre' }, headers)).status).toBe(422);
      });

      it('ten requests with one key at once: one credential; the others repeat it or are told to wait', async () => {
        const headers = { 'idempotency-key': 'k3-race' };
        const answers = await Promise.all(
          Array.from({ length: 10 }, () => app.create(lea, { ...readOnly, name: 'Course' }, headers)),
        );
        expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
        expect(answers.filter(({ body }) => typeof body.client_secret === 'string')).toHaveLength(1);
        const made = await app.db.selectFrom('credential').select('client_id').where('name', '=', 'Course').execute();
        expect(made).toHaveLength(1);
      });

      it('a refused creation leaves no record: the corrected request may use the key', async () => {
        const headers = { 'idempotency-key': 'k3-refused' };
        expect((await app.create(lea, { permission_set: 'custom' }, headers)).status).toBe(422);
        expect((await app.create(lea, readOnly, headers)).status).toBe(201);
      });
    });

    it('A1 unknown, wrong secret, revoked, expired, suspended, owner gone: one and the same answer', async () => {
      const make = () => app.credential(lea);
      const [revoked, expired, suspended, wrong, orphan] = await Promise.all([
        make(),
        make(),
        make(),
        make(),
        app.credential(sam),
      ]);
      await revoke(revoked.client_id);
      const past = new Date(Date.now() - 1_000);
      const set = (clientId: string, change: object) =>
        app.db.updateTable('credential').set(change).where('client_id', '=', clientId).execute();
      await set(expired.client_id, { expires_at: past });
      await set(suspended.client_id, { suspended_at: past });
      await app.db.updateTable('utilisateur').set({ status: 'deleted' }).where('login', '=', 'sam').execute();
      const answers = await Promise.all(
        [
          { client_id: 'cl_000000000000', client_secret: wrong.client_secret },
          { ...wrong, client_secret: revoked.client_secret },
          revoked,
          expired,
          suspended,
          orphan,
        ].map((credential) => app.requestToken(credential)),
      );
      await app.db.updateTable('utilisateur').set({ status: 'active' }).where('login', '=', 'sam').execute();
      const seen = answers.map(({ statusCode, body, headers }) => {
        const { 'x-request-id': _id, date: _date, ...rest } = headers;
        return JSON.stringify([statusCode, body, Object.entries(rest).toSorted()]);
      });
      expect(new Set(seen)).toHaveLength(1);
      expect(answers[0]?.statusCode).toBe(401);
      expect((await app.requestToken(wrong)).statusCode).toBe(200);
    });

    it('O1 no secret, no token and no digest of either is in the database dump or the history', async () => {
      const credential = await app.credential(lea);
      const token = await app.tokenOf(credential);
      await whoAmI(token);
      await revoke(credential.client_id, lea, { reason: 'canari' });
      const everything = await dump();
      const random = credential.client_secret.slice(-49, -6);
      const plainDigest = createHash('sha256').update(credential.client_secret).digest();
      for (const canary of [
        credential.client_secret,
        random,
        token,
        lea,
        plainDigest.toString('hex'),
        plainDigest.toString('base64'),
      ]) {
        expect(everything.includes(canary)).toBe(false);
      }
      // The private signing key does not lie there in clear either.
      expect(everything).not.toMatch(/\\?"d\\?":/);
      expect(everything).toContain(credential.client_id);
    });

    it('O2 what carries a secret or a token is stored by nobody on the way', async () => {
      const created = await app.create(lea, readOnly);
      expect(created.headers['cache-control']).toBe('no-store');
      expect(created.headers['location']).toBe(`/api/v1/credentials/${created.body.client_id}`);
      expect((await app.requestToken(created.body)).headers['cache-control']).toBe('no-store');
      const debug = await app.call('operations.debugToken', '/api/v1/debug/token', { token: lea });
      expect(debug.headers['cache-control']).toBe('no-store');
      expect(debug.text).not.toContain(lea);
    });

    it('O5 the history is append-only and outlives the credential', async () => {
      const { client_id } = await app.credential(lea);
      await revoke(client_id);
      await app.db.deleteFrom('credential').where('client_id', '=', client_id).execute();
      const events = await app.db
        .selectFrom('audit_event')
        .selectAll()
        .where('client_id', '=', client_id)
        .orderBy('event_id')
        .execute();
      expect(events.map(({ type }) => type)).toEqual(['credential.created', 'credential.revoked']);
      expect(events[0]).toMatchObject({ actor_id: '17440546-f389-4d4f-bfdb-b0c94a1bd0f9', actor_client_id: null });
      await expect(app.db.deleteFrom('audit_event').execute()).rejects.toThrow('append-only');
      await expect(app.db.updateTable('audit_event').set({ type: 'x' }).execute()).rejects.toThrow('append-only');
      await expect(sql`truncate audit_event`.execute(app.db)).rejects.toThrow('append-only');
    });

    it('the permission sets, each of which an administrator can create a credential with', async () => {
      const { body } = await app.call('permissionSets.list', '/api/v1/permission-sets', { token: lea });
      const names = body.data.map(({ name }: { name: string }) => name) as string[];
      expect(names).toEqual(['read_only', 'indicateurs_write', 'full_access', 'custom']);
      await Promise.all(
        names.filter((name) => name !== 'custom').map((permission_set) => app.credential(sam, { permission_set })),
      );
    });

    it('what has no handler is answered from the contract, behind the same access control', async () => {
      const path = `/api/v1/credentials/${(await app.credential(lea)).client_id}/usage`;
      expect((await app.call('credentials.usage.get', path)).status).toBe(401);
      expect((await app.call('credentials.usage.get', path, { token: lea })).status).toBe(200);
    });

    it('health is open, and says how the store is', async () => {
      const { status, body } = await app.call('operations.health', '/health');
      expect({ status, state: body.status, store: body.checks.store }).toEqual({
        status: 200,
        state: 'ok',
        store: 'ok',
      });
    });
  });
}
