import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { books } from '../fixture.ts';

const fileAt = (path: string) => new URL(path, import.meta.url).pathname;

let folder: string;
let mock: ChildProcess;
let url = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-processes-'));
  await writeFile(join(folder, 'books.json'), JSON.stringify(books));
  // The built command: what partners start.
  mock = spawn(process.execPath, [fileAt('../../dist/cli.js'), join(folder, 'books.json'), '--port', '0']);
  let output = '';
  mock.stdout!.on('data', (chunk) => (output += chunk));
  await vi.waitFor(() => expect(output).toMatch(/curl -H/), { timeout: 30_000 });
  url = /at (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1] ?? '';
}, 40_000);
afterAll(async () => {
  const exit = once(mock, 'close');
  mock.kill('SIGTERM');
  await exit;
  await rm(folder, { recursive: true });
});

async function run(name: string, hours: number) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    fileAt('./partner-run.ts'),
    url,
    name,
    String(hours),
  ]);
  return JSON.parse(stdout) as Record<string, unknown> & { started: number; ended: number; session: string };
}

it('two test processes with sessions at once never meet', { timeout: 60_000 }, async () => {
  const [one, other] = await Promise.all([run('ada', 2), run('grace', 0)]);
  console.log(JSON.stringify({ one, other }, undefined, 2));
  // They ran at the same time, or the test shows nothing.
  expect(Math.min(one.ended, other.ended)).toBeGreaterThan(Math.max(one.started, other.started));
  expect(one.session).not.toBe(other.session);

  const common = { calls: 240, journal: 240, dropped: 0, ofOthers: 0, assertion: 200 };
  // Ada's tokens expire once, in the middle: the calls of one round are refused.
  expect(one).toMatchObject({
    ...common,
    advanced: 7200,
    tokens: 2,
    tokenRequests: 2,
    refused: 12,
    titles: { 'once for ada': 10, ada: 218 },
  });
  // Grace notices nothing of it.
  expect(other).toMatchObject({
    ...common,
    advanced: 0,
    tokens: 1,
    tokenRequests: 1,
    refused: 0,
    titles: { 'once for grace': 10, grace: 230 },
  });

  const demo = await fetch(`${url}/__guichet/sessions/guichet-demo`);
  expect(await demo.json()).toMatchObject({ calls: 0, tokenRequests: 0, advanced: 0 });
});
