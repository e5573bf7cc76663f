import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestApiKey, looksLikeApiKey } from '../../src/secrets/api-key.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { openIssuer, type Issuer } from '../support/issuer.ts';
import { openRegistry, wish, type TestRegistry } from '../support/registry.ts';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`clients and their keys, on ${name}`, () => {
    let database: TestDatabase;
    let issuer: Issuer;
    let registry: TestRegistry;
    let administrator: string;
    let core: string;

    beforeAll(async () => {
      [database, issuer] = await Promise.all([create(), openIssuer()]);
      registry = await openRegistry(database, issuer.url);
      [administrator, core] = await Promise.all([
        issuer.token(['clients.manage']),
        issuer.token(['api-keys.validate'], { clientId: 'core' }),
      ]);
    });
    afterAll(async () => {
      await registry?.close();
      await Promise.all([issuer?.close(), database?.drop()]);
    });

    const register = async (more: object = {}): Promise<string> => {
      const { status, body, text } = await registry.call('clients.create', '/clients', {
        token: administrator,
        body: { ...wish, ...more },
      });
      if (status !== 201) throw new Error(text);
      return body.client_id;
    };
    const issue = (clientId: string, body?: object) =>
      registry.call('clients.apiKey.issue', `/clients/${clientId}/api-key`, { token: administrator, body });
    const keyOf = async (clientId: string, body?: object): Promise<string> =>
      (await issue(clientId, body)).body.api_key;
    const revoke = (clientId: string) =>
      registry.call('clients.apiKey.revoke', `/clients/${clientId}/api-key`, { token: administrator });
    const get = (clientId: string) => registry.call('clients.get', `/clients/${clientId}`, { token: administrator });
    const validate = async (api_key: string) =>
      (await registry.call('apiKeys.validate', '/api-keys/validate', { token: core, body: { api_key } })).body;
    const changes = async (query: string) =>
      (await registry.call('apiKeys.changes.list', `/api-keys/changes?${query}`, { token: core })).body;
    /** Lets the time of a key come, as its row tells it. */
    const ends = (key: string) =>
      registry.db
        .updateTable('api_key')
        .set({ expires_at: new Date() })
        .where('key_hash', '=', digestApiKey(key))
        .execute();
    const end = async () => (await changes('limit=1000')).last_sequence as number;

    it('a client is registered, without a key, and found again', async () => {
      const created = await registry.call('clients.create', '/clients', { token: administrator, body: wish });
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({
        ...wish,
        resources: [],
        environment: 'live',
        status: 'active',
        api_key: null,
      });
      const { client_id } = created.body;
      expect(client_id).toMatch(/^rc_[0-9A-Za-z]{12}$/u);
      expect(created.headers['location']).toBe(`/clients/${client_id}`);
      expect((await get(client_id)).body).toEqual(created.body);
      expect((await get('rc_9Lp4Wk2Dx7Gt')).status).toBe(404);
    });

    it('a key is shown once, and only its digest kept', async () => {
      const clientId = await register({ environment: 'test', resources: ['collectivite:3812'] });
      const issued = await issue(clientId);
      expect([issued.status, issued.headers['cache-control']]).toEqual([201, 'no-store']);
      const { api_key, ...summary } = issued.body;
      expect(looksLikeApiKey(api_key)).toBe(true);
      const { client_id, ...shown } = summary;
      expect(client_id).toBe(clientId);
      const found = await get(clientId);
      expect(found.body.api_key).toEqual(shown);
      expect(found.text).not.toContain(api_key);
      expect(await validate(api_key)).toEqual({
        active: true,
        client_id: clientId,
        scopes: wish.scopes,
        resources: ['collectivite:3812'],
        environment: 'test',
        expires_at: null,
      });
      const rows = await registry.db.selectFrom('api_key').selectAll().where('client_id', '=', clientId).execute();
      expect(rows).toMatchObject([{ key_hash: digestApiKey(api_key) }]);
      expect(JSON.stringify(rows)).not.toContain(api_key.split('_').at(-1));
    });

    it('another key ends the former one at once; a grace period lets it work on until its end', async () => {
      const clientId = await register();
      const [first, second] = [await keyOf(clientId), await keyOf(clientId)];
      expect(await validate(first)).toEqual({ active: false });
      const start = await end();
      const before = Date.now();
      const third = await keyOf(clientId, { grace_period_seconds: 600 });
      const graced = await validate(second);
      expect(graced.active).toBe(true);
      const left = Date.parse(graced.expires_at) - before;
      expect(left).toBeGreaterThanOrEqual(599_900);
      expect(left).toBeLessThan(600_000 + (Date.now() - before));
      const told = (await changes(`after=${start}`)).changes;
      expect(told).toMatchObject([
        { type: 'issued', key_hash: digestApiKey(third), expires_at: null },
        { type: 'changed', key_hash: digestApiKey(second), expires_at: graced.expires_at },
      ]);
      const refused = await issue(clientId, { grace_period_seconds: 60 });
      expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining(graced.expires_at)]);
      await ends(second);
      expect(await validate(second)).toEqual({ active: false });
      expect((await validate(third)).active).toBe(true);
      expect((await issue(clientId, { grace_period_seconds: 60 })).status).toBe(201);
    });

    it('a grace period never makes a key last longer', async () => {
      const clientId = await register();
      const expires_at = new Date(Date.now() + 5_000).toISOString();
      const first = await keyOf(clientId, { expires_at });
      const start = await end();
      await keyOf(clientId, { grace_period_seconds: 604_800 });
      expect((await validate(first)).expires_at).toBe(expires_at);
      expect((await changes(`after=${start}`)).changes.map(({ type }: { type: string }) => type)).toEqual(['issued']);
    });

    it('revoked: it is refused at once with the one in its grace period, and the second time there is no key', async () => {
      const clientId = await register();
      const former = await keyOf(clientId);
      const key = await keyOf(clientId, { grace_period_seconds: 600 });
      const start = await end();
      expect((await revoke(clientId)).status).toBe(204);
      expect([await validate(former), await validate(key)]).toEqual([{ active: false }, { active: false }]);
      const told = (await changes(`after=${start}`)).changes as { type: string; key_hash: string }[];
      expect(told.map(({ type }) => type)).toEqual(['revoked', 'revoked']);
      expect(told.map(({ key_hash }) => key_hash).toSorted()).toEqual([former, key].map(digestApiKey).toSorted());
      expect((await get(clientId)).body.api_key).toBeNull();
      expect((await revoke(clientId)).status).toBe(404);
      expect((await issue(clientId)).status).toBe(201);
    });

    it('one that ends: refused from that moment, and not told of any more', async () => {
      const clientId = await register();
      const expires_at = new Date(Date.now() + 600_000).toISOString();
      const key = await keyOf(clientId, { expires_at });
      expect(await validate(key)).toMatchObject({ active: true, expires_at });
      await ends(key);
      expect(await validate(key)).toEqual({ active: false });
      expect((await get(clientId)).body.api_key).toBeNull();
      expect((await revoke(clientId)).status).toBe(404);
      const past = await issue(clientId, { expires_at: new Date(Date.now() - 1_000).toISOString() });
      expect([past.status, past.body.errors[0].pointer]).toEqual([422, '#/expires_at']);
    });

    it('the changes come in pages, in order, and end where they began when there are none', async () => {
      const start = await end();
      const clientId = await register();
      for (let count = 0; count < 3; count += 1) await keyOf(clientId);
      const seen: number[] = [];
      let page: { changes: { sequence: number }[]; last_sequence: number; has_more: boolean };
      let after = start;
      do {
        page = await changes(`after=${after}&limit=2`);
        seen.push(...page.changes.map(({ sequence }) => sequence));
        after = page.last_sequence;
      } while (page.has_more);
      expect(seen).toHaveLength(5);
      expect(seen).toEqual(seen.toSorted((one, other) => one - other));
      expect(after).toBe(seen.at(-1));
      expect(await changes(`after=${after}`)).toEqual({ changes: [], last_sequence: after, has_more: false });
    });

    it('a follower from the future is told that the registry is behind: it was restored', async () => {
      const last = await end();
      expect(await changes(`after=${last + 100}`)).toEqual({ changes: [], last_sequence: last, has_more: false });
    });

    it('the same registration with the same Idempotency-Key is one client', async () => {
      const send = (body: object) =>
        registry.call('clients.create', '/clients', {
          token: administrator,
          body,
          headers: { 'idempotency-key': 'b7e1a9221e71' },
        });
      const [first, again] = [await send(wish), await send(wish)];
      expect(again.body).toEqual(first.body);
      expect(again.headers['idempotent-replayed']).toBe('true');
      expect((await send({ ...wish, name: 'Autre' })).status).toBe(422);
    });
  });
}
