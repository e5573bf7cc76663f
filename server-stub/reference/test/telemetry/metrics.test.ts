import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { startServer } from '../../src/index.ts';
import { openApp, testConfig, type TestApp } from '../support/app.ts';
import { createPostgres, databases, postgresMissing, type TestDatabase } from '../support/databases.ts';

const prefix = identity.slug.replaceAll('-', '_');
const metrics = { host: '127.0.0.1', port: 0 };

/** The value of a series, by its name without the prefix and its labels as they are written. */
function valueOf(text: string, series: string): number | undefined {
  const line = text.split('\n').find((found) => found.startsWith(`${prefix}_${series} `));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
}

describe.each(databases)('metrics on $name', ({ missing, create }) => {
  let database: TestDatabase;
  let app: TestApp;
  const read = async () => (await app.metrics?.text())?.text ?? '';

  beforeAll(async () => {
    if (missing !== undefined) return;
    database = await create();
    app = await openApp(database, { metrics });
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  it.skipIf(missing !== undefined)(
    'calls by operation, x-usage, method and status; tokens by grant and reason',
    async () => {
      const lea = await app.person('lea');
      const credential = await app.credential(lea);
      const token = await app.tokenOf(credential);
      await app.requestToken({ ...credential, client_secret: `${credential.client_secret}x` });
      await app.requestToken(credential, { scope: 'nothing.known' });
      for (let n = 1; n <= 3; n += 1) {
        const page = await app.call('collectivites.list', '/api/v1/collectivites?limit=1', { token });
        expect(page.status).toBe(200);
      }
      await app.app.inject('/api/v1/collectivites');
      const text = await read();
      const list = 'operation="collectivites.list",usage="public,app"';
      expect(valueOf(text, `http_requests_total{${list},method="GET",code="200"}`)).toBe(3);
      expect(valueOf(text, `http_requests_total{${list},method="GET",code="401"}`)).toBe(1);
      expect(valueOf(text, `http_problems_total{${list},problem="authentication-required"}`)).toBe(1);
      expect(valueOf(text, `http_request_duration_seconds_count{${list},status="2xx"}`)).toBe(3);
      expect(valueOf(text, `http_response_bytes_total{operation="collectivites.list"}`)).toBeGreaterThan(300);
      const events = 'authentication_events_total';
      const grant = 'grant="client_credentials"';
      expect(valueOf(text, `${events}{event="token.issued",outcome="success",${grant},reason=""}`)).toBe(1);
      expect(valueOf(text, `${events}{event="client.refused",outcome="failure",${grant},reason="wrong_secret"}`)).toBe(
        1,
      );
      expect(valueOf(text, `${events}{event="token.refused",outcome="failure",${grant},reason="invalid_scope"}`)).toBe(
        1,
      );
      expect(valueOf(text, 'database_query_duration_seconds_count{outcome="answered"}')).toBeGreaterThan(10);
      expect(valueOf(text, 'changes_certain')).toBe(1);
      expect(valueOf(text, 'changes_age_seconds')).toBeLessThan(1);
      expect(valueOf(text, 'audit_pending_events')).toBeGreaterThanOrEqual(0);
      expect(valueOf(text, `build_info{version="1.0.0",node="${process.versions.node}"}`)).toBe(1);
      expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    },
  );

  it.skipIf(missing !== undefined)('nobody makes series: no client, address or path is a label', async () => {
    const before = (await read()).split('\n').length;
    for (let n = 0; n < 50; n += 1) {
      await app.app.inject({
        method: n % 2 ? 'PURGE' : 'GET',
        url: `/made/up/${n}`,
        headers: { 'x-request-id': `${n}` },
      } as never);
      await app.requestToken(
        { client_id: `nobody-${n}`, client_secret: 'x' },
        { scope: `made.up.${n}`, grant_type: `g${n}` },
      );
    }
    const text = await read();
    expect(text.split('\n').length - before).toBeLessThan(60);
    expect(text).not.toMatch(/made[./]up|nobody-|127\.0\.0\.1/u);
  });
});

describe.skipIf(postgresMissing !== undefined)('metrics of a server', () => {
  it('are on a port of their own, beside the pool, and the public one does not know them', async () => {
    const database = await createPostgres();
    const server = await startServer({ ...testConfig, database: database.location, seed: false, metrics });
    try {
      const answer = await fetch(server.metricsUrl ?? '');
      expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
      const text = await answer.text();
      expect(valueOf(text, 'database_connections_limit')).toBe(10);
      expect(valueOf(text, 'database_connections_open')).toBeGreaterThan(0);
      expect(valueOf(text, 'http_requests_in_flight')).toBe(0);
      expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
      expect((await fetch(new URL('/', server.metricsUrl))).status).toBe(404);
      await expect(
        startServer({
          ...testConfig,
          metrics: { ...metrics, port: Number(new URL(server.metricsUrl ?? '').port) },
          database: database.location,
          seed: false,
        }),
      ).rejects.toThrow(`${identity.envPrefix}METRICS_PORT`);
    } finally {
      await server.close();
      await database.drop();
    }
  });

  it('what is under way is counted in and out, however it ends', async () => {
    const database = await createPostgres();
    const server = await startServer({ ...testConfig, database: database.location, seed: false, metrics });
    const inFlight = async () =>
      valueOf(await (await fetch(server.metricsUrl ?? '')).text(), 'http_requests_in_flight');
    const port = Number(new URL(server.url).port);
    try {
      const head = 'POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n';
      const sockets = [1, 2, 3].map(() => connect(port, '127.0.0.1').on('error', () => {}));
      for (const socket of sockets) socket.write(`${head}content-length: 10\r\n\r\nab`);
      await expect.poll(inFlight).toBe(3);
      sockets[0]?.destroy();
      sockets[1]?.end('cdefghij');
      await expect.poll(inFlight).toBe(1);
      sockets[2]?.write('cdefghij');
      await expect.poll(inFlight).toBe(0);
      // What is no request, or has no address, comes past the counter.
      for (const line of [
        'GET /%zz HTTP/1.1\r\nhost: x',
        'rubbish',
        'GET / HTTP/1.1',
        `GET /${'a'.repeat(3_000)} HTTP/1.1\r\nhost: x`,
      ]) {
        const socket = connect(port, '127.0.0.1').on('error', () => {});
        socket.end(`${line}\r\nconnection: close\r\n\r\n`);
        await new Promise((resolve) => socket.resume().once('close', resolve));
      }
      expect(await inFlight()).toBe(0);
    } finally {
      await server.close();
      await database.drop();
    }
  });
});
