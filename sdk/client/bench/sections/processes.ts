/** How often eight processes that begin together ask for a token. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type Child, openChild } from '../../../../scripts/lib/child.ts';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';
import { tokenSubjects } from '../lib/subject.ts';
import { openTokenApi } from '../lib/token-api.ts';
import type { Order, Outcome } from '../lib/token-process.ts';

const size = 8;

async function measure(id: string, place?: string): Promise<number | string> {
  const api = await openTokenApi();
  const children: Child[] = [];
  try {
    for (let n = 0; n < size; n += 1) {
      children.push(
        await openChild(new URL('../lib/token-process.ts', import.meta.url), [
          id,
          api.url,
          ...(place === undefined ? [] : [place]),
        ]),
      );
    }
    const order: Order = { calls: 1 };
    const outcomes = await Promise.all(children.map((child) => child.ask(order) as Promise<Outcome>));
    const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
    const requests = api.takeCount();
    return failed > 0 ? `${requests} (${failed} calls failed)` : requests;
  } finally {
    await Promise.all(children.map((child) => child.close()));
    await api.close();
  }
}

async function hasRedis(): Promise<boolean> {
  const socket = connect(6379, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function measureRedis(): Promise<number | string> {
  if (!(await hasRedis())) return 'not measured: no Redis on 127.0.0.1:6379';
  const prefix = `bench:${randomUUID()}:`;
  const redis = new Redis('redis://127.0.0.1:6379');
  try {
    return await measure('stores:redis', prefix);
  } finally {
    const keys = await redis.keys(`${prefix}*`);
    if (keys.length > 0) await redis.del(keys);
    await redis.quit();
  }
}

export const processes: Section = async ({ peers, note }) => {
  const title = `token requests of ${size} cold processes`;
  const beside: Row['beside'] = {};
  for (const { id, title: name, kind } of peers ? tokenSubjects : []) {
    note(`processes: ${name}`);
    if (kind === 'peer') beside[name] = await measure(id);
  }
  note('processes: ours');
  const folder = mkdtempSync(join(tmpdir(), 'bench-tokens-'));
  try {
    return [
      {
        id: 'processes file',
        title: `${title}, file store`,
        unit: '',
        must: 1,
        ours: await measure('stores:file', folder),
        beside,
      },
      { id: 'processes redis', title: `${title}, Redis`, unit: '', must: 1, ours: await measureRedis(), beside: {} },
      { id: 'processes none', title: '- the same, without a store', unit: '', ours: await measure('ours'), beside: {} },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
