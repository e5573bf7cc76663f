// Dozens of processes, killed, stopped and woken.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Api, answer, openApi } from '../../support/api.ts';
import { pause } from '../../support/wait.ts';
import { type Worker, hasRedis, openWorker } from '../../support/workers.ts';

const redis = await hasRedis();
const kinds = [
  { kind: 'file', skip: false, title: 'fileStore' },
  { kind: 'ioredis', skip: !redis, title: 'redisStore on ioredis (needs Redis on 127.0.0.1:6379)' },
  { kind: 'node-redis', skip: !redis, title: 'redisStore on node-redis (needs Redis on 127.0.0.1:6379)' },
] as const;

let [place, workers] = ['', [] as Worker[]];
/** Process ids of those who asked the token endpoint, in order. */
let asked: number[] = [];
/** Answers held back, by process id. */
let held = new Map<number, () => void>();
/** Whether the answer to this request is held back. */
let hold: (nth: number) => boolean = () => false;
let api: Api;

beforeEach(async () => {
  [workers, asked, held, hold] = [[], [], new Map(), () => false];
  api = await openApi((request, response) => {
    const pid = Number(request.headers['x-worker']);
    const nth = asked.push(pid);
    const send = () => answer(response, 200, { access_token: `token-${nth}`, token_type: 'Bearer', expires_in: 900 });
    if (hold(nth)) held.set(pid, send);
    else setTimeout(send, 200);
  });
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await api.close();
  await rm(place, { recursive: true, force: true });
  if (!redis) return;
  const client = new Redis('redis://127.0.0.1:6379');
  const keys = await client.keys(`${place}*`);
  if (keys.length > 0) await client.del(keys);
  await client.quit();
});

const values = (answers: { value?: string; failure?: string }[]) =>
  [...new Set(answers.map(({ value, failure }) => value ?? failure))].toSorted();
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 60_000, interval: 10 });

describe.each(kinds)('$title', ({ kind, skip }) => {
  async function start(size: number): Promise<Worker[]> {
    place = kind === 'file' ? await mkdtemp(join(tmpdir(), 'tokens-')) : `guichet-test:${randomUUID()}:`;
    const setup = { kind, place, tokenUrl: `${api.url}/token` };
    workers = await Promise.all(Array.from({ length: size }, () => openWorker(setup)));
    return workers;
  }
  const ask = (order: 'get' | 'refuse' = 'get') => Promise.all(workers.map((worker) => worker.ask(order)));

  it.skipIf(skip)('C10 eight cold processes: one token request', async () => {
    await start(8);
    const answers = await ask();
    expect(values(answers)).toEqual(['token-1']);
    expect(asked).toHaveLength(1);
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it.skipIf(skip)('C2 a revocation that four processes learn of at once: one token request', async () => {
    await start(4);
    await ask();
    expect(values(await ask('refuse'))).toEqual(['token-2']);
    expect(asked).toHaveLength(2);
  });

  it.skipIf(skip)('C10 the holder is killed in the middle: one other takes over within 5 s', async () => {
    hold = (nth) => nth === 1;
    await start(4);
    const answers = ask();
    await until(() => asked.length > 0);
    const killedAt = Date.now();
    process.kill(asked[0]!, 'SIGKILL');
    expect(values(await answers)).toEqual(['gone', 'token-2']);
    expect(Date.now() - killedAt).toBeLessThan(kind === 'file' ? 2000 : 5000);
    expect(asked).toHaveLength(2);
  });

  it.skipIf(skip)('C4 the holder is stopped, and wakes after another took over: the newer token stays', async () => {
    hold = (nth) => nth === 1;
    await start(3);
    let answered = 0;
    const answers = Promise.all(workers.map((worker) => worker.ask('get').finally(() => (answered += 1))));
    await until(() => asked.length > 0);
    const [sleeper] = asked as [number];
    process.kill(sleeper, 'SIGSTOP');
    // The others have their token, and it is stored.
    await until(() => answered === 2);
    held.get(sleeper)!();
    process.kill(sleeper, 'SIGCONT');
    expect(values(await answers)).toEqual(['token-1', 'token-2']);
    expect(asked).toHaveLength(2);
    await pause(500);
    const late = await openWorker({ kind, place, tokenUrl: `${api.url}/token` });
    workers.push(late);
    expect((await late.ask()).value).toBe('token-2');
  });
});
