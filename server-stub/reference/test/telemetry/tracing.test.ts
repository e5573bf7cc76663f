import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { openApp, type Credential, type TestApp } from '../support/app.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';

const { slug } = identity;
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parent = `00-${traceId}-b7ad6b7169203331-01`;

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code?: number };
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

/** A collector that keeps what it is sent. */
async function openCollector() {
  const bodies: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    bodies,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function* late(text: string) {
  yield Buffer.from(text.slice(0, 5));
  await new Promise((resolve) => setTimeout(resolve, 100));
  yield Buffer.from(text.slice(5));
}

const attributesOf = ({ attributes }: SentSpan) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [only] = Object.values(value);
      const { values } = (only ?? {}) as { values?: { stringValue: string }[] };
      return [key, values ? values.map(({ stringValue }) => stringValue) : only];
    }),
  );

describe.skipIf(postgresMissing !== undefined)('traces', () => {
  let database: TestDatabase;
  let collector: Awaited<ReturnType<typeof openCollector>>;
  let app: TestApp;
  let credential: Credential;
  let token: string;
  let spans: SentSpan[];
  const server = (name: string, at = 0) =>
    spans.filter((span) => span.name === name && span.kind === 2)[at] as SentSpan;

  beforeAll(async () => {
    collector = await openCollector();
    database = await createPostgres();
    app = await openApp(database, { tracing: { url: collector.url, ratio: 1 } });
    const lea = await app.person('lea');
    credential = await app.credential(lea);
    // Through a socket, with a body that comes later: from outside of any call.
    const address = await app.app.listen({ port: 0, host: '127.0.0.1' });
    const created = await fetch(`${address}/api/v1/credentials`, {
      method: 'POST',
      headers: { authorization: `Bearer ${lea}`, 'content-type': 'application/json' },
      body: late(JSON.stringify({ name: 'x', permission_set: 'read_only' })),
      duplex: 'half',
    } as unknown as RequestInit);
    expect(created.status).toBe(201);
    token = await app.tokenOf(credential);
    const headers = { traceparent: parent };
    await app.call('collectivites.get', '/api/v1/collectivites/3812', { token, headers });
    await app.call('collectivites.list', `/api/v1/collectivites?limit=1&access_token=canary-query`, {
      token,
      headers: { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, 'user-agent': 'canary-agent' },
      undeclared: true,
    });
    await app.app.inject('/canary/path');
    await app.app.inject('/readyz');
    await app.close();
    spans = collector.bodies.flatMap((body) => {
      const { resourceSpans } = JSON.parse(body) as {
        resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
      };
      return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    });
  });
  afterAll(async () => {
    await collector.close();
    await database.drop();
  });

  it('a call is a span below the one of its client, with its operation and x-usage', () => {
    const span = server('GET /api/v1/collectivites/{collectiviteId}');
    expect(span).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
    expect(attributesOf(span)).toEqual({
      'http.request.method': 'GET',
      'http.route': '/api/v1/collectivites/{collectiviteId}',
      'url.path': '/api/v1/collectivites/{collectiviteId}',
      'http.response.status_code': 200,
      [`${slug}.operation_id`]: 'collectivites.get',
      [`${slug}.usage`]: ['public', 'app'],
      [`${slug}.caller`]: 'client',
      [`${slug}.client_id`]: credential.client_id,
    });
    expect(BigInt(span.endTimeUnixNano)).toBeGreaterThan(BigInt(span.startTimeUnixNano));
  });

  it('its round trips to the database are spans below it, also after a body was read', () => {
    for (const call of [server('GET /api/v1/collectivites/{collectiviteId}'), server('POST /api/v1/credentials', 1)]) {
      const { spanId, traceId: trace } = call;
      const below = spans.filter((span) => span.parentSpanId === spanId);
      expect(below.length).toBeGreaterThan(0);
      expect(new Set(below.map((span) => span.traceId))).toEqual(new Set([trace]));
      expect(below.map((span) => attributesOf(span)['db.system.name'])).toContain('postgresql');
    }
    const { spanId: written } = server('POST /api/v1/credentials', 1);
    const inserts = spans.filter(({ name, parentSpanId }) => name === 'INSERT' && parentSpanId === written);
    expect(inserts.map((span) => attributesOf(span)['db.query.text']).join('\n')).toContain('insert into "credential"');
    expect(
      spans.some(({ name, parentSpanId }) => name === 'SELECT' && parentSpanId === server('POST /oauth/token').spanId),
    ).toBe(true);
  });

  it('a header that names no trace begins one', () => {
    const span = server('GET /api/v1/collectivites');
    expect(span.parentSpanId ?? '').toBe('');
    expect(span.traceId).toMatch(/^[\da-f]{32}$/u);
    expect(span.traceId).not.toMatch(/^0+$/u);
  });

  it('what is not there is one span without its path, and monitors make none', () => {
    expect(server('GET')).toBeDefined();
    expect(spans.some(({ name }) => name.includes('readyz'))).toBe(false);
  });

  it('O1 nothing of what was sent', () => {
    const sent = collector.bodies.join('\n');
    expect(sent).not.toContain('canary');
    for (const secret of [token, credential.client_secret, credential.client_secret.slice(-30)]) {
      expect(sent.includes(secret)).toBe(false);
    }
  });

  it('a collector that is away keeps nobody waiting', async () => {
    const place = await createPostgres();
    const other = await openApp(place, { seed: false, tracing: { url: 'http://127.0.0.1:1/v1/traces', ratio: 1 } });
    try {
      expect((await other.app.inject('/.well-known/jwks.json')).statusCode).toBe(200);
      const started = performance.now();
      await other.close();
      expect(performance.now() - started).toBeLessThan(8_000);
    } finally {
      await place.drop();
    }
  });
});
