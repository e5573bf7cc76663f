import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/errors.ts';
import { acquireLock } from '../../src/store/lock.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(directory, 'pg18.lock');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const heldBy = (holder: object) => writeFile(path, JSON.stringify({ host: hostname(), started: null, ...holder }));

/** A process that has ended: its pid belongs to nobody, for now. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

async function takeAndRelease(): Promise<void> {
  const release = await acquireLock(path);
  await release();
}

describe('the lock of an embedded database', () => {
  it('held by a living process: refused, naming it and the way out', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    try {
      // The start of the process, as the lock's writer would have noted it.
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
      await heldBy({ pid: child.pid, started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null });
      const refusal = await acquireLock(path).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(StoreError);
      expect((refusal as Error).message).toContain(`process ${child.pid}`);
      expect((refusal as Error).message).toContain('DATABASE_URL');
    } finally {
      child.kill();
    }
  });

  it('held by this process: refused a second time, free again after the release', async () => {
    const release = await acquireLock(path);
    await expect(acquireLock(path)).rejects.toThrow('this very process');
    await release();
    await expect(takeAndRelease()).resolves.toBeUndefined();
  });

  it('left by a process that died: taken over', async () => {
    await heldBy({ pid: await deadPid() });
    const release = await acquireLock(path);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
    await release();
  });

  it.runIf(process.platform === 'linux')(
    'left by a dead process whose pid another one has now: taken over',
    async () => {
      await heldBy({ pid: process.ppid, started: '1' });
      await expect(takeAndRelease()).resolves.toBeUndefined();
    },
  );

  it('left by a container that had our own pid: taken over', async () => {
    await heldBy({ pid: process.pid });
    await expect(takeAndRelease()).resolves.toBeUndefined();
  });

  it('held on another host: refused while it shows life, taken over when it has been silent', async () => {
    await heldBy({ pid: 1, host: 'elsewhere' });
    await expect(acquireLock(path)).rejects.toThrow('on elsewhere');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(path, longAgo, longAgo);
    await expect(takeAndRelease()).resolves.toBeUndefined();
  });

  it('stale, and wanted by ten at once: exactly one gets it', async () => {
    await heldBy({ pid: await deadPid() });
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => acquireLock(path)));
    const winners = results.filter(({ status }) => status === 'fulfilled');
    expect(winners).toHaveLength(1);
    await Promise.all(winners.map((winner) => winner.status === 'fulfilled' && winner.value()));
  });
});
