import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { credentialClients } from '../../src/credentials/client-store.ts';
import { LastUsed } from '../../src/usage/last-used.ts';
import { Peppers } from '../../src/credentials/pepper.ts';
import { sweepSecrets, visibleDays } from '../../src/credentials/secrets.ts';
import { openApp, testConfig, type Credential, type TestApp } from '../support/app.ts';
import { createPostgres, databases, postgresMissing, type TestDatabase } from '../support/databases.ts';

const day = 86_400_000;

const secretsPath = ({ client_id }: Credential) => `/api/v1/credentials/${client_id}/secrets`;

/** The operations on the secrets of a credential, called by its owner. */
const desk = (app: TestApp, token: string) => ({
  rotate: (of: Credential, body?: object, headers: Record<string, string> = {}) =>
    app.call('credentials.secrets.create', secretsPath(of), {
      token,
      headers,
      ...(body === undefined ? {} : { body }),
    }),
  list: async (of: Credential) => (await app.call('credentials.secrets.list', secretsPath(of), { token })).body,
  remove: (of: Credential, secretId: string) =>
    app.call('credentials.secrets.delete', `${secretsPath(of)}/${secretId}`, { token }),
});

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`rotation, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let lea: string;
    let secrets: ReturnType<typeof desk>;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
      lea = await app.person('lea');
      secrets = desk(app, lea);
    });
    afterEach(() => void vi.useRealTimers());
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const works = async (credential: Credential) => (await app.requestToken(credential)).statusCode === 200;
    const renewed = (of: Credential, { body }: { body: { client_secret: string } }): Credential => ({
      ...of,
      client_secret: body.client_secret,
    });
    const clockAt = (time: number) => {
      vi.useFakeTimers({ toFake: ['Date'], now: time });
    };

    it('the new secret works beside the present one, which the list shows as ending; neither is shown again', async () => {
      const first = await app.credential(lea);
      const answer = await secrets.rotate(first, { grace_period_seconds: 3_600 });
      expect(answer.status).toBe(201);
      const second = renewed(first, answer);
      expect([await works(first), await works(second)]).toEqual([true, true]);
      const list = await secrets.list(first);
      expect(list.data.map(({ status }: { status: string }) => status)).toEqual(['active', 'expiring']);
      const { client_secret, ...shown } = answer.body;
      expect(list.data[0]).toEqual(shown);
      expect(Date.parse(list.data[1].expires_at) - Date.parse(shown.created_at)).toBe(3_600_000);
      expect(JSON.stringify(list)).not.toContain(client_secret);
      expect(JSON.stringify(list)).not.toContain(first.client_secret);
    });

    it('without a body: a day', async () => {
      const credential = await app.credential(lea);
      await secrets.rotate(credential);
      const { data } = await secrets.list(credential);
      expect(Date.parse(data[1].expires_at) - Date.parse(data[0].created_at)).toBe(day);
    });

    it('K2 two rotations at once: one secret is made, the other caller is told', async () => {
      const credential = await app.credential(lea);
      const answers = await Promise.all([secrets.rotate(credential), secrets.rotate(credential)]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
      expect((await secrets.list(credential)).count).toBe(2);
    });

    it('K2 a third within the grace period is refused, with what to do; after its end, or a deletion, it is made', async () => {
      const credential = await app.credential(lea);
      await secrets.rotate(credential, { grace_period_seconds: 60 });
      const [, old] = (await secrets.list(credential)).data;
      const refused = await secrets.rotate(credential, { grace_period_seconds: 60 });
      expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining(old.secret_id)]);
      expect(refused.body.detail).toContain(old.expires_at);
      clockAt(Date.parse(old.expires_at));
      expect((await secrets.rotate(credential, { grace_period_seconds: 60 })).status).toBe(201);
      vi.useRealTimers();

      const other = await app.credential(lea);
      await secrets.rotate(other);
      const [, older] = (await secrets.list(other)).data;
      expect((await secrets.remove(other, older.secret_id)).status).toBe(204);
      expect((await secrets.rotate(other)).status).toBe(201);
    });

    it('K2 the grace boundary: the old secret works until its end, and not at it', async () => {
      const first = await app.credential(lea);
      const second = renewed(first, await secrets.rotate(first, { grace_period_seconds: 10 }));
      const [, old] = (await secrets.list(first)).data;
      const end = Date.parse(old.expires_at);
      clockAt(end - 1);
      expect(await works(first)).toBe(true);
      clockAt(end);
      expect([await works(first), await works(second)]).toEqual([false, true]);
      expect((await secrets.list(first)).data[1].status).toBe('expired');
    });

    it('K2 grace_period_seconds 0 after a compromise: the tokens that were issued before end too, the new ones work', async () => {
      const first = await app.credential(lea, { permission_set: 'full_access' });
      const stolen = await app.tokenOf(first);
      const who = async (token: string) => (await app.call('utilisateur.get', '/api/v1/utilisateur', { token })).status;
      expect(await who(stolen)).toBe(200);
      // Most likely in the same second, which is all that a token tells of its issue: it ends all the same.
      const second = renewed(first, await secrets.rotate(first, { grace_period_seconds: 0 }));
      expect([await who(stolen), await who(await app.tokenOf(second))]).toEqual([401, 200]);
      expect((await desk(app, stolen).rotate(second, { grace_period_seconds: 0 })).status).toBe(401);
    });

    it('K2 grace_period_seconds 0 after a compromise: all older secrets end at once, also when two work', async () => {
      const first = await app.credential(lea);
      const second = renewed(first, await secrets.rotate(first));
      const answer = await secrets.rotate(first, { grace_period_seconds: 0 });
      expect(answer.status).toBe(201);
      const third = renewed(first, answer);
      expect([await works(first), await works(second), await works(third)]).toEqual([false, false, true]);
      expect((await secrets.list(first)).data.map(({ status }: { status: string }) => status)).toEqual([
        'active',
        'revoked',
        'revoked',
      ]);
    });

    it('a shorter grace period that runs already is not lengthened', async () => {
      const credential = await app.credential(lea);
      await secrets.rotate(credential, { grace_period_seconds: 60 });
      const [newer, old] = (await secrets.list(credential)).data;
      await secrets.remove(credential, newer.secret_id);
      await secrets.rotate(credential, { grace_period_seconds: 3_600 });
      const { data } = await secrets.list(credential);
      expect(data.find(({ secret_id }: { secret_id: string }) => secret_id === old.secret_id).expires_at).toBe(
        old.expires_at,
      );
    });

    it('the last secret that works cannot be deleted; one that has ended is, again and again; an unknown one is 404', async () => {
      const first = await app.credential(lea);
      const [only] = (await secrets.list(first)).data;
      const refused = await secrets.remove(first, only.secret_id);
      expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('last')]);
      const { body } = await secrets.rotate(first);
      expect((await secrets.remove(first, only.secret_id)).status).toBe(204);
      expect(await works(first)).toBe(false);
      expect((await secrets.remove(first, only.secret_id)).status).toBe(204);
      expect((await secrets.remove(first, body.secret_id)).status).toBe(409);
      expect((await secrets.remove(first, 'sec_000000000000')).status).toBe(404);
      const foreign = await app.credential(lea);
      expect((await secrets.remove(foreign, body.secret_id)).status).toBe(404);
    });

    it('two deletions at once of the two that work: one stays', async () => {
      const credential = await app.credential(lea);
      await secrets.rotate(credential);
      const { data } = await secrets.list(credential);
      const answers = await Promise.all(
        data.map(({ secret_id }: { secret_id: string }) => secrets.remove(credential, secret_id)),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    });

    it('K3 a repeated Idempotency-Key rotates once and repeats all but the secret; another request is refused', async () => {
      const credential = await app.credential(lea);
      const headers = { 'idempotency-key': `rotate-${credential.client_id}` };
      const first = await secrets.rotate(credential, { grace_period_seconds: 60 }, headers);
      const again = await secrets.rotate(credential, { grace_period_seconds: 60 }, headers);
      expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
      expect(again.body).toEqual({ ...first.body, client_secret: null });
      expect((await secrets.list(credential)).count).toBe(2);
      expect((await secrets.rotate(credential, { grace_period_seconds: 0 }, headers)).status).toBe(422);
      const other = await app.credential(lea);
      expect((await secrets.rotate(other, { grace_period_seconds: 60 }, headers)).status).toBe(422);
      const records = await app.db.selectFrom('idempotency_record').select('response').execute();
      expect(JSON.stringify(records)).not.toContain(first.body.client_secret);
    });

    it('O2 the new secret is stored by nobody on the way, repeated or not', async () => {
      const credential = await app.credential(lea);
      const headers = { 'idempotency-key': `o2-${credential.client_id}` };
      for (const answer of [
        await secrets.rotate(credential, {}, headers),
        await secrets.rotate(credential, {}, headers),
      ]) {
        expect(answer.headers['cache-control']).toBe('no-store');
      }
    });

    it('of a revoked credential: 409', async () => {
      const credential = await app.credential(lea);
      await app.call('credentials.revoke', `/api/v1/credentials/${credential.client_id}/revoke`, { token: lea });
      expect((await secrets.rotate(credential)).status).toBe(409);
    });

    it('the list says who still sends the old secret, also after its end, when the answer is plain invalid_client', async () => {
      const credential = await app.credential(lea);
      const seen = new LastUsed(app.db);
      const store = credentialClients(app.db, new Peppers(testConfig.peppers ?? []), 'both', (id) =>
        seen.noteSecret(id),
      );
      const send = async (secret: string) => (await store.find(credential.client_id))?.verify(secret);
      const used = async () => {
        await seen.flush();
        return (await secrets.list(credential)).data.map(
          ({ last_used_at }: { last_used_at: string | null }) => last_used_at !== null,
        );
      };
      const { client_secret } = (await secrets.rotate(credential, { grace_period_seconds: 0 })).body;
      expect(await send(`${client_secret}x`)).toBe(false);
      expect(await used()).toEqual([false, false]);
      expect(await send(credential.client_secret)).toBe(false);
      expect(await used()).toEqual([false, true]);
      expect(await send(client_secret)).toBe(true);
      expect(await used()).toEqual([true, true]);
      const refused = await app.requestToken(credential);
      const wrong = await app.requestToken({ ...credential, client_secret: `${client_secret}x` });
      expect([refused.statusCode, refused.body]).toEqual([401, wrong.body]);
    });

    it(`an ended secret stays in the list for ${visibleDays} days, and is then deleted`, async () => {
      const [rotated, removed] = [await app.credential(lea), await app.credential(lea)];
      const end = Date.now() + 10_000;
      await secrets.rotate(rotated, { grace_period_seconds: 10 });
      await secrets.rotate(removed, { grace_period_seconds: 0 });
      clockAt(end + visibleDays * day - 60_000);
      lea = await app.person('lea');
      secrets = desk(app, lea);
      await sweepSecrets(app.db);
      expect([(await secrets.list(rotated)).count, (await secrets.list(removed)).count]).toEqual([2, 2]);
      clockAt(end + visibleDays * day + 60_000);
      expect([(await secrets.list(rotated)).count, (await secrets.list(removed)).count]).toEqual([1, 1]);
      const stored = () =>
        app.db
          .selectFrom('credential_secret')
          .select('secret_id')
          .where('client_id', 'in', [rotated.client_id, removed.client_id])
          .execute();
      expect(await stored()).toHaveLength(4);
      // A rotation sweeps its own credential, the start of a server all of them.
      await secrets.rotate(rotated, { grace_period_seconds: 0 });
      expect(await stored()).toHaveLength(4);
      await sweepSecrets(app.db);
      expect(await stored()).toHaveLength(3);
      vi.useRealTimers();
      lea = await app.person('lea');
      secrets = desk(app, lea);
    });
  });
}

describe.skipIf(postgresMissing !== undefined)(
  `rotation under load, on PostgreSQL${postgresMissing === undefined ? '' : ` (missing: ${postgresMissing})`}`,
  () => {
    let database: TestDatabase;
    let app: TestApp;

    beforeAll(async () => {
      database = await createPostgres();
      app = await openApp(database);
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    it('K1 2,000 token requests while the secret is replaced five times: none fails', async () => {
      const [total, rotations, workers] = [2_000, 5, 8];
      const lea = await app.person('lea');
      const secrets = desk(app, lea);
      const credential = await app.credential(lea);
      let present = credential.client_secret;
      let sent = 0;
      const failures: number[] = [];
      /** Requests under way, by the secret they were sent with. */
      const underWay = new Map<string, Set<Promise<unknown>>>();

      async function work(): Promise<void> {
        while (sent < total) {
          sent += 1;
          const secret = present;
          const request = app.requestToken({ ...credential, client_secret: secret });
          const others = underWay.get(secret) ?? new Set();
          underWay.set(secret, others.add(request));
          const { statusCode } = await request;
          others.delete(request);
          if (statusCode !== 200) failures.push(statusCode);
        }
      }

      /** As an operator does it: a new secret, programs change over, the old one goes when nobody sends it any more. */
      async function rotate(times: number): Promise<void> {
        for (let done = 0; done < times; done += 1) {
          // Spread over the run.
          await vi.waitUntil(() => sent >= (total * (done + 1)) / (times + 1), { timeout: 150_000, interval: 5 });
          const old = present;
          const { status, body } = await secrets.rotate(credential, { grace_period_seconds: 600 });
          expect(status).toBe(201);
          present = body.client_secret;
          await Promise.all(underWay.get(old) ?? []);
          const [, older] = (await secrets.list(credential)).data;
          expect((await secrets.remove(credential, older.secret_id)).status).toBe(204);
        }
      }

      await Promise.all([rotate(rotations), ...Array.from({ length: workers }, work)]);
      expect(sent).toBe(total);
      expect(failures).toEqual([]);
      expect((await secrets.list(credential)).count).toBe(rotations + 1);
    });
  },
);
