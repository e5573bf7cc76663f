import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliffsDelta, shuffled } from '../../../../scripts/lib/statistics.ts';
import { openApp, type Credential, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

const kinds = ['unknown', 'wrong secret', 'revoked', 'expired', 'suspended', 'owner suspended'] as const;
type Kind = (typeof kinds)[number];

/** As long as the right one, and of the same form. */
const otherSecret = (secret: string) =>
  secret.slice(0, -49) + secret.slice(-49).replace(/^./u, (c) => (c === 'a' ? 'b' : 'a'));

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`clients that are refused, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let attempts: Record<Kind, Credential>;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
      const lea = await app.person('lea');
      const sam = await app.person('sam');
      const own = async (change: object): Promise<Credential> => {
        const credential = await app.credential(lea);
        if (Object.keys(change).length > 0) {
          await app.db.updateTable('credential').set(change).where('client_id', '=', credential.client_id).execute();
        }
        return credential;
      };
      const known = await own({});
      attempts = {
        unknown: { client_id: 'cl_4mXq0Zt7RwKb', client_secret: otherSecret(known.client_secret) },
        'wrong secret': { ...known, client_secret: otherSecret(known.client_secret) },
        revoked: await own({ revoked_at: new Date() }),
        expired: await own({ expires_at: new Date(Date.now() - 60_000) }),
        suspended: await own({ suspended_at: new Date() }),
        'owner suspended': await app.credential(sam),
      };
      await app.db.updateTable('utilisateur').set({ status: 'suspended' }).where('login', '=', 'sam').execute();
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const send = ({ client_id, client_secret }: Credential, method: 'basic' | 'post') =>
      app.app.inject({
        method: 'POST',
        url: '/oauth/token',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-request-id': 'the-same',
          ...(method === 'basic'
            ? { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` }
            : {}),
        },
        payload: new URLSearchParams({
          grant_type: 'client_credentials',
          ...(method === 'post' ? { client_id, client_secret } : {}),
        }).toString(),
      });

    it.each(['basic', 'post'] as const)(
      'A1 unknown, wrong secret, revoked, expired and suspended get the same bytes (%s)',
      async (method) => {
        const answers = await Promise.all(
          kinds.map(async (kind) => {
            const { statusCode, headers, body } = await send(attempts[kind], method);
            const { date: _, ...same } = headers;
            return { statusCode, headers: same, body };
          }),
        );
        expect(answers[0]).toMatchObject({ statusCode: 401, headers: { 'cache-control': 'no-store' } });
        expect(JSON.parse(answers[0]!.body)).toMatchObject({ error: 'invalid_client' });
        for (const answer of answers) expect(answer).toEqual(answers[0]);
      },
    );

    it('A1 unknown, wrong secret, revoked, expired and suspended take the same time', async () => {
      // The bench measures it to 50 us over 10,000; here a difference must be plain, and be there again and again.
      const deltas: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        deltas.push(await farthest(120));
        if (deltas.at(-1)! < 0.25) break;
      }
      expect(Math.min(...deltas)).toBeLessThan(0.25);
    });

    /** The largest of Cliff's deltas between the unknown client and the others. */
    async function farthest(samples: number): Promise<number> {
      const took: Record<Kind, number[]> = Object.fromEntries(kinds.map((kind) => [kind, []])) as never;
      const order = shuffled(kinds.flatMap((kind) => Array.from({ length: samples }, () => kind)));
      for (const kind of [...kinds, ...order]) {
        const start = performance.now();
        await send(attempts[kind], 'basic');
        took[kind].push(performance.now() - start);
      }
      return Math.max(...kinds.slice(1).map((kind) => Math.abs(cliffsDelta(took[kind], took.unknown))));
    }
  });
}
