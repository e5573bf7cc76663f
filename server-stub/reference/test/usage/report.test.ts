import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type Credential, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

const path = ({ client_id }: { client_id: string }) => `/api/v1/credentials/${client_id}/usage`;

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`usage as it is told, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let lea: string;
    let sam: string;
    let credential: Credential;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
      [lea, sam] = [await app.person('lea'), await app.person('sam')];
      credential = await app.credential(lea);
      await insert(credential.client_id);
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    /** Rows as they are written, for one caller. */
    const insert = (clientId: string, kind: 'client' | 'apiKey' = 'client') => {
      const row = {
        caller_kind: kind,
        client_id: clientId,
        span: 'hour' as const,
        operation_id: 'collectivites.list',
        usage: ['public', 'app'],
        status: 200,
        bytes_in: 10,
        bytes_out: 1_000,
        last_at: '2026-03-02T23:59:00Z',
      };
      return app.db
        .insertInto('usage_count')
        .values([
          { ...row, starts_at: '2026-03-01T00:00:00Z', requests: 5 },
          { ...row, starts_at: '2026-03-01T23:00:00Z', requests: 3 },
          { ...row, starts_at: '2026-03-01T23:00:00Z', requests: 2, status: 429 },
          { ...row, starts_at: '2026-03-02T23:00:00Z', requests: 1, status: 503 },
          { ...row, starts_at: '2026-03-02T23:00:00Z', requests: 9, operation_id: 'oauth.token', usage: ['public'] },
          {
            ...row,
            starts_at: '2026-02-28T00:00:00Z',
            span: 'day',
            requests: 7,
            operation_id: 'gone',
            usage: ['debug'],
          },
        ])
        .execute();
    };
    const usage = (query = '', token = lea, of: { client_id: string } = credential) =>
      app.call('credentials.usage.get', `${path(of)}?${query}`, { token });

    it('by day, operation, usage and status, with errors and bytes', async () => {
      const { status, body } = await usage('from=2026-03-01&to=2026-03-02');
      expect(status).toBe(200);
      const bytes = (rows: number) => ({ bytes_in: 10 * rows, bytes_out: 1_000 * rows });
      const good = (requests: number, rows: number) => ({
        requests,
        client_errors: 0,
        server_errors: 0,
        rate_limited: 0,
        error_rate: 0,
        ...bytes(rows),
      });
      const list = {
        requests: 11,
        client_errors: 2,
        server_errors: 1,
        rate_limited: 2,
        error_rate: 0.2727,
        ...bytes(4),
      };
      const all = { ...list, requests: 20, error_rate: 0.15, ...bytes(5) };
      expect(body).toEqual({
        client_id: credential.client_id,
        from: '2026-03-01',
        to: '2026-03-02',
        last_used_at: null,
        ...all,
        days: [
          { date: '2026-03-01', ...good(10, 3), client_errors: 2, rate_limited: 2, error_rate: 0.2 },
          { date: '2026-03-02', ...good(10, 2), server_errors: 1, error_rate: 0.1 },
        ],
        operations: [
          { operation_id: 'collectivites.list', ...list },
          { operation_id: 'oauth.token', ...good(9, 1) },
        ],
        usages: [
          { usage: 'public', ...all },
          { usage: 'app', ...list },
        ],
        statuses: [
          { status: 200, requests: 17 },
          { status: 429, requests: 2 },
          { status: 503, requests: 1 },
        ],
      });
    });

    it('by the hour; what is kept by the day only has none', async () => {
      const { body } = await usage('from=2026-02-28&to=2026-03-01&granularity=hour');
      expect(body.days.map((day: { date: string; requests: number }) => [day.date, day.requests])).toEqual([
        ['2026-02-28', 7],
        ['2026-03-01', 10],
      ]);
      expect(
        body.hours.map((hour: { starts_at: string; requests: number }) => [hour.starts_at, hour.requests]),
      ).toEqual([
        ['2026-03-01T00:00:00.000Z', 5],
        ['2026-03-01T23:00:00.000Z', 5],
      ]);
      expect(body.usages.map((one: { usage: string }) => one.usage)).toEqual(['public', 'app', 'debug']);
    });

    it('of a credential that was never used: no request, and no rate', async () => {
      const { body } = await usage('', lea, await app.credential(lea));
      expect(body).toMatchObject({
        requests: 0,
        error_rate: null,
        bytes_out: 0,
        days: [],
        statuses: [],
        last_used_at: null,
      });
      const today = new Date().toISOString().slice(0, 10);
      expect([body.to, Date.parse(body.to) - Date.parse(body.from)]).toEqual([today, 30 * 86_400_000]);
    });

    it.each([
      ['from=2026-03-02&to=2026-03-01', 400],
      ['from=2025-03-01&to=2026-03-02', 400],
      ['from=2025-03-02&to=2026-03-02', 200],
      ['from=yesterday', 400],
      ['granularity=minute', 400],
    ])('%s: %i', async (query, status) => {
      expect((await usage(query)).status).toBe(status);
    });

    it("P5 one's own, or everybody's for administrators; somebody else's is not there", async () => {
      const ana = await app.person('ana');
      expect((await usage('', ana)).status).toBe(404);
      expect((await usage('from=2026-03-01&to=2026-03-02', sam)).body.requests).toBe(20);
      const absent = await usage('', ana, { client_id: 'cl_000000000000' });
      expect(absent.body).toEqual({
        ...(await usage('', ana)).body,
        requestId: expect.any(String),
        instance: expect.any(String),
      });
      const sandbox = await app.tokenOf(
        await app.credential(lea, { permission_set: 'full_access', environment: 'test' }),
      );
      expect((await usage('', sandbox)).status).toBe(404);
    });

    it('a deleted credential: its usage remains, for those who saw it', async () => {
      const gone = await app.credential(lea);
      await insert(gone.client_id);
      await app.call('credentials.delete', `/api/v1/credentials/${gone.client_id}`, { token: lea });
      const query = 'from=2026-03-01&to=2026-03-02';
      expect((await app.call('credentials.get', `/api/v1/credentials/${gone.client_id}`, { token: lea })).status).toBe(
        404,
      );
      expect((await usage(query, lea, gone)).body.requests).toBe(20);
      expect((await usage(query, sam, gone)).body.requests).toBe(20);
      expect((await usage(query, await app.person('ana'), gone)).status).toBe(404);
    });

    describe('of the key of a registered client', () => {
      const ofKey = (token: string, clientId = 'rc_1', query = 'from=2026-03-01&to=2026-03-02') =>
        app.call('registeredClients.usage.get', `/api/v1/registered-clients/${clientId}/usage?${query}`, { token });

      it('for administrators: as that of a credential, and apart from one of the same name', async () => {
        await insert('rc_1', 'apiKey');
        await insert('rc_1', 'client');
        const { status, body } = await ofKey(sam);
        expect([status, body.requests, body.client_id]).toEqual([200, 20, 'rc_1']);
        expect(body.last_used_at).toBe('2026-03-02T23:59:00.000Z');
        expect((await ofKey(sam, 'rc_1', 'from=2026-03-01&to=2026-03-01')).body.last_used_at).toBe(body.last_used_at);
        const never = await ofKey(sam, 'rc_never');
        expect([never.status, never.body.requests, never.body.last_used_at]).toEqual([200, 0, null]);
      });

      it('nobody else, and no program of the sandbox', async () => {
        expect((await ofKey(lea)).status).toBe(403);
        const scopes = ['credentials.admin'];
        const programs = await Promise.all(
          ['live', 'test'].map(async (environment) =>
            app.tokenOf(await app.credential(sam, { permission_set: 'custom', scopes, environment })),
          ),
        );
        const answers = await Promise.all(programs.map((token) => ofKey(token)));
        expect(answers.map(({ status }) => status)).toEqual([200, 404]);
      });
    });
  });
}
