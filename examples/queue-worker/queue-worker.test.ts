import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '@guichet/sdk';
import { toolEnvironment } from '../../scripts/lib/run.ts';
import { root } from '../../scripts/lib/stamp.ts';
import { type Counter, openServer } from '../../test/support/counters.ts';
import { environmentOf } from '../../test/support/program.ts';

let counter: Awaited<ReturnType<typeof openServer>>;
/** Before the server: counts token requests, and can be told to refuse or to lose an answer. */
let proxy: Server;
let tokenRequests = 0;
let disturb: 'nothing' | 'refuse' | 'lose' = 'nothing';
let folder: string;
let worker: ChildProcess | undefined;
let said = '';

beforeAll(async () => {
  counter = await openServer();
  proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url?.endsWith('/oauth/token')) tokenRequests += 1;
    const write = request.method === 'POST' && request.url?.includes('/valeurs');
    if (write && disturb === 'refuse') {
      response.writeHead(503, { 'retry-after': '0' }).end();
      return;
    }
    const { 'content-length': _, connection: __, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(counter.url + request.url, {
      method: request.method!,
      headers,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const body = await answer.text();
    if (write && disturb === 'lose') {
      // Written, and nobody hears of it: the worker is killed before.
      worker?.kill('SIGKILL');
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});
afterAll(async () => {
  proxy?.close();
  await counter?.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spool-'));
  mkdirSync(join(folder, 'incoming'));
  [tokenRequests, disturb, said] = [0, 'nothing', ''];
});
afterEach(async () => {
  if (worker && worker.exitCode === null && worker.signalCode === null) {
    worker.kill('SIGKILL');
    await once(worker, 'close');
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(more: Partial<Counter> = {}) {
  const { port } = proxy.address() as { port: number };
  const env = environmentOf({ ...counter, url: `http://127.0.0.1:${port}`, ...more });
  worker = spawn('node', ['examples/queue-worker/queue-worker.ts', '--spool', folder], {
    cwd: root,
    env: { ...toolEnvironment, ...env },
  });
  for (const stream of [worker.stdout!, worker.stderr!]) stream.on('data', (chunk: Buffer) => (said += chunk));
  return worker;
}

const add = (id: string, job: unknown) =>
  writeFileSync(join(folder, 'incoming', id), typeof job === 'string' ? job : JSON.stringify(job));
const job = (year: number, resultat: number | string = 1) => ({
  valeurs: [{ collectiviteId: counter.collectiviteId, indicateurId: 12, dateValeur: `${year}-01-01`, resultat }],
});
const left = (state: string) => readdirSync(join(folder, state));
const until = (text: string) => expect.poll(() => said, { timeout: 45_000 }).toContain(text);

async function valueOf(year: number) {
  const client = createClient({ baseUrl: counter.url, clientId: counter.clientId, clientSecret: counter.clientSecret });
  const day = `${year}-01-01`;
  const { indicateurs } = await client.indicateurs.valeurs.list({
    collectiviteId: counter.collectiviteId,
    indicateurIds: [12],
    dateDebut: day,
    dateFin: day,
  });
  return indicateurs.flatMap(({ sources }) => Object.values(sources).flatMap(({ valeurs }) => valeurs))[0];
}

describe('queue-worker', () => {
  it('does the jobs with one token, parks the poisoned, and ends with 0 on SIGTERM', async () => {
    add('a.json', job(2051, 5));
    add('b.json', 'no json');
    add('c.json', job(2052, 'many'));
    add('d.json', job(2053, 7));
    const child = start();
    await until('d.json: done');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect([left('incoming'), left('working')]).toEqual([[], []]);
    expect(left('parked').toSorted()).toEqual(['b.json', 'b.json.reason', 'c.json', 'c.json.reason']);
    expect(readFileSync(join(folder, 'parked', 'c.json.reason'), 'utf8')).toContain('/valeurs/0/resultat');
    expect((await valueOf(2053))?.resultat).toBe(7);
    expect(tokenRequests).toBe(1);
  });

  it('a job that is delivered again after a crash is written once', async () => {
    add('e.json', job(2054, 3));
    disturb = 'lose';
    await once(start(), 'close');
    expect(left('working')).toEqual(['e.json']);
    const first = await valueOf(2054);
    disturb = 'nothing';
    start();
    await until('e.json: done');
    expect(await valueOf(2054)).toEqual(first);
  });

  it('keeps the job while the API is away, and does it when it is back', async () => {
    add('f.json', job(2055, 9));
    disturb = 'refuse';
    start();
    await until('f.json: again');
    disturb = 'nothing';
    await until('f.json: done');
    expect((await valueOf(2055))?.resultat).toBe(9);
  });

  it('ends with 1 when its credential is refused, and leaves the jobs', async () => {
    add('g.json', job(2056));
    expect(await once(start({ clientSecret: counter.administrator.clientSecret }), 'close')).toEqual([1, null]);
    expect(left('incoming')).toEqual(['g.json']);
    expect(existsSync(join(folder, 'parked', 'g.json'))).toBe(false);
    expect(said).toContain('invalid_client');
    expect(said).not.toContain(counter.administrator.clientSecret);
  });
});
