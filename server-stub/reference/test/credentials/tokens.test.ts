import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoredRevocations } from '../../src/credentials/revocations.ts';
import { openApp, type Credential, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`tokens, on ${name}`, () => {
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

    const send = (path: string, token: string, authorization: string) =>
      app.app.inject({
        method: 'POST',
        url: path,
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ token }).toString(),
      });
    const basic = ({ client_id, client_secret }: Credential) =>
      `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
    const whoAmI = (token: string) => app.call('utilisateur.get', '/api/v1/utilisateur', { token });

    it('K6 introspection: active to its own client and to whoever may, inactive to another client', async () => {
      const [own, other] = await Promise.all([app.credential(lea), app.credential(lea)]);
      const inspector = await app.credential(sam, { permission_set: 'custom', scopes: ['tokens.introspect'] });
      const token = await app.tokenOf(own);
      expect((await send('/oauth/introspect', token, basic(own))).json()).toMatchObject({
        active: true,
        client_id: own.client_id,
      });
      expect((await send('/oauth/introspect', token, basic(other))).json()).toEqual({ active: false });
      const bearer = `Bearer ${await app.tokenOf(inspector)}`;
      expect((await send('/oauth/introspect', token, bearer)).json()).toMatchObject({ active: true });
      expect((await send('/oauth/introspect', token, `Bearer ${lea}`)).statusCode).toBe(403);
    });

    it('P3 introspection by the token of an administrator who no longer is one: refused', async () => {
      const token = await app.tokenOf(await app.credential(lea));
      const inspector = await app.credential(sam, { permission_set: 'custom', scopes: ['tokens.introspect'] });
      const bearer = `Bearer ${await app.tokenOf(inspector)}`;
      const setRole = async (from: string, to: string) => {
        await app.db.updateTable('utilisateur_role').set({ role: to }).where('role', '=', from).execute();
        await app.changes.sync();
      };
      await setRole('administrateur', 'support');
      const refused = await send('/oauth/introspect', token, bearer);
      await setRole('support', 'administrateur');
      expect(refused.statusCode).toBe(403);
      expect((await send('/oauth/introspect', token, bearer)).statusCode).toBe(200);
    });

    it('of a person who was signed out since: refused; of the credentials of that person: not', async () => {
      const [person, program] = [
        await app.person('lea'),
        await app.tokenOf(await app.credential(await app.person('lea'))),
      ];
      const read = async (token: string) =>
        (await app.call('collectivites.list', '/api/v1/collectivites?limit=1', { token })).status;
      const validFrom = async (instant: Date | null) => {
        await app.db
          .updateTable('utilisateur')
          .set({ tokens_valid_from: instant })
          .where('login', '=', 'lea')
          .execute();
        await app.changes.sync();
      };
      expect([await read(person), await read(program)]).toEqual([200, 200]);
      await validFrom(new Date(Date.now() + 2_000));
      expect([await read(person), await read(program)]).toEqual([401, 200]);
      await validFrom(null);
      expect(await read(person)).toBe(200);
    });

    it('revoked by its client: refused at once, and within a second by another process on the same database', async () => {
      const credential = await app.credential(lea);
      const token = await app.tokenOf(credential);
      const { jti, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
        jti: string;
        exp: number;
      };
      const elsewhere = new StoredRevocations(app.db, app.changes);
      expect(await elsewhere.isRevoked(jti)).toBe(false);
      expect((await whoAmI(token)).status).toBe(200);
      expect((await send('/oauth/revoke', token, basic(credential))).statusCode).toBe(200);
      expect((await whoAmI(token)).status).toBe(401);
      await app.changes.sync();
      expect(await elsewhere.isRevoked(jti)).toBe(true);
      // The credential itself goes on.
      expect((await whoAmI(await app.tokenOf(credential))).status).toBe(200);
      // The list forgets what has expired anyway.
      await app.db
        .updateTable('revoked_token')
        .set({ expires_at: new Date(0) })
        .where('jti', '=', jti)
        .execute();
      await elsewhere.revoke('another', exp);
      const left = await app.db.selectFrom('revoked_token').select('jti').execute();
      expect(left).toEqual([{ jti: 'another' }]);
    });
  });
}
