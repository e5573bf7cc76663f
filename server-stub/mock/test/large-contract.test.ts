import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { largeContract } from './support/large-contract.ts';

// The built command: what a partner waits for.
const cli = new URL('../dist/cli.js', import.meta.url).pathname;
const operations = 859;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-large-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function start(size: number) {
  const file = join(folder, `${size}.json`);
  await writeFile(file, JSON.stringify(largeContract({ operations: size, circular: Math.min(size, 821) })));
  const began = performance.now();
  const child = spawn(process.execPath, [cli, file, '--port', '0']);
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  await vi.waitFor(() => expect(output).toContain('curl '), { timeout: 60_000, interval: 20 });
  const ready = performance.now() - began;
  const [, clientId = '', secret = '', tokenUrl = ''] =
    /client_id +(\S+)\s+client_secret +(\S+)\s+token URL +(\S+)/.exec(output) ?? [];
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const stop = async () => {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  };
  return { ready, url: new URL(tokenUrl).origin, authorization: `Bearer ${token}`, stop };
}

it(
  `${operations} operations, whose schemas all lead to each other, are ready in seconds and answered in one`,
  { timeout: 180_000 },
  async () => {
    const small = await start(8);
    await small.stop();
    const large = await start(operations);
    try {
      console.info(
        `ready after ${Math.round(large.ready)} ms, ${(large.ready / small.ready).toFixed(1)} times 8 operations`,
      );
      // In starts with 8 operations: those take longer on a busy machine too.
      expect(large.ready / small.ready).toBeLessThan(10);
      const times: number[] = [];
      // The first compiles what all share; every twentieth stands for the others.
      for (let index = 0; index < operations; index += 20) {
        for (const prefer of ['', `dynamic, seed=${index}`]) {
          const began = performance.now();
          const answer = await fetch(`${large.url}/nodes/${index}`, {
            headers: { authorization: large.authorization, prefer },
          });
          const body = (await answer.json()) as object;
          if (index > 0) times.push(performance.now() - began);
          expect([answer.status, body]).toEqual([
            200,
            expect.objectContaining({ id: expect.any(Number), children: expect.any(Array) }),
          ]);
        }
      }
      // Half of them: a pause of the machine falls on a few.
      const half = times.toSorted((a, b) => a - b)[times.length >> 1] ?? Infinity;
      console.info(`half of the answers after the first take less than ${Math.round(half)} ms`);
      expect(half).toBeLessThan(small.ready);
    } finally {
      await large.stop();
    }
  },
);
