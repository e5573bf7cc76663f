import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiKeyChange } from '../../src/registry/generated/types.gen.ts';
import { digestApiKey } from '../../src/secrets/api-key.ts';
import { createPostgres, databases, postgresMissing, type TestDatabase } from '../support/databases.ts';
import { openIssuer, type Issuer } from '../support/issuer.ts';
import { openRegistry, wish, type TestRegistry } from '../support/registry.ts';

let database: TestDatabase;
let issuer: Issuer;
let replicas: TestRegistry[];
let administrator: string;
let core: string;

async function open(create: () => Promise<TestDatabase>, count: number): Promise<void> {
  [database, issuer] = await Promise.all([create(), openIssuer()]);
  replicas = [];
  for (let index = 0; index < count; index += 1) {
    replicas.push(await openRegistry(database, issuer.url));
  }
  [administrator, core] = await Promise.all([issuer.token(['clients.manage']), issuer.token(['api-keys.validate'])]);
}

async function close(): Promise<void> {
  await Promise.all(replicas.map((one) => one.close()));
  await Promise.all([issuer.close(), database.drop()]);
}

/** Its answer, or an error that shows it. */
const write = async (registry: TestRegistry, operationId: string, path: string, body?: object) => {
  const {
    status,
    text,
    body: answer,
  } = await registry.call(operationId, path, { token: administrator, ...(body && { body }) });
  if (status !== 201) throw new Error(`${operationId}: ${status} ${text}`);
  return answer;
};
const registerOn = async (registry: TestRegistry): Promise<string> =>
  (await write(registry, 'clients.create', '/clients', wish)).client_id;
const issueOn = async (registry: TestRegistry, clientId: string): Promise<string> =>
  (await write(registry, 'clients.apiKey.issue', `/clients/${clientId}/api-key`)).api_key;
const changesOf = async (registry: TestRegistry, query: string) =>
  (await registry.call('apiKeys.changes.list', `/api-keys/changes?${query}`, { token: core })).body as {
    changes: ApiKeyChange[];
    last_sequence: number;
    has_more: boolean;
  };

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

describe.skipIf(postgresMissing !== undefined)(`O3 a follower of two replicas${reason}`, () => {
  beforeEach(() => open(createPostgres, 2));
  afterEach(close);

  it('misses no change of many writers at once, and sees them in order', async () => {
    const clients = await Promise.all(Array.from({ length: 12 }, (_, index) => registerOn(replicas[index % 2]!)));
    const rounds = 8;
    let writing = true;
    const seen: ApiKeyChange[] = [];
    const follow = async () => {
      let after = 0;
      let last = false;
      for (let turn = 0; !last; turn += 1) {
        // What began before the last look may still have to be read.
        last = !writing;
        const page = await changesOf(replicas[turn % 2]!, `after=${after}&limit=7`);
        seen.push(...page.changes);
        after = page.last_sequence;
        last &&= !page.has_more;
      }
    };
    const following = follow();
    const keys = await Promise.all(
      clients.map(async (clientId, index) => {
        const own: string[] = [];
        for (let round = 0; round < rounds; round += 1)
          own.push(await issueOn(replicas[(index + round) % 2]!, clientId));
        return own;
      }),
    );
    writing = false;
    await following;

    const numbers = seen.map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    expect(new Set(numbers).size).toBe(numbers.length);
    const total = await replicas[0]!.db.selectFrom('change').selectAll().execute();
    expect(numbers).toHaveLength(total.length);
    const state = new Map(seen.map(({ key_hash, type }) => [key_hash, type]));
    for (const own of keys) {
      expect(own.map((key) => state.get(digestApiKey(key)))).toEqual([
        ...Array.from({ length: rounds - 1 }, () => 'revoked'),
        'issued',
      ]);
    }
  });

  it('that waits hears of what another replica changes', async () => {
    const [one, other] = replicas as [TestRegistry, TestRegistry];
    const clientId = await registerOn(one);
    const waiting = changesOf(other, 'wait=20');
    const key = await issueOn(one, clientId);
    const done = performance.now();
    expect((await waiting).changes).toMatchObject([{ key_hash: digestApiKey(key) }]);
    expect(performance.now() - done).toBeLessThan(2_000);
  });

  it('of two that change the keys of one client at once, one key is left', async () => {
    const clientId = await registerOn(replicas[0]!);
    const keys = await Promise.all(Array.from({ length: 6 }, (_, index) => issueOn(replicas[index % 2]!, clientId)));
    const valid = await Promise.all(
      keys.map((api_key) =>
        replicas[0]!.call('apiKeys.validate', '/api-keys/validate', { token: core, body: { api_key } }),
      ),
    );
    expect(valid.filter(({ body }) => body.active === true)).toHaveLength(1);
  });
});

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`waiting for changes, on ${name}`, () => {
    beforeEach(() => open(create, 1));
    afterEach(close);

    it('ends with the change, with nothing when the time is up, and at once when there is something', async () => {
      const [registry] = replicas as [TestRegistry];
      const clientId = await registerOn(registry);
      const waiting = changesOf(registry, 'wait=25');
      const key = await issueOn(registry, clientId);
      const { changes, last_sequence } = await waiting;
      expect(changes).toMatchObject([{ type: 'issued', key_hash: digestApiKey(key) }]);
      const started = performance.now();
      expect(await changesOf(registry, `after=${last_sequence}&wait=1`)).toEqual({
        changes: [],
        last_sequence,
        has_more: false,
      });
      expect(performance.now() - started).toBeGreaterThan(950);
      expect((await changesOf(registry, 'wait=25')).changes).toHaveLength(1);
      // Put back to an earlier state: no reason to wait.
      expect(await changesOf(registry, `after=${last_sequence + 5}&wait=25`)).toMatchObject({ last_sequence });
    });

    it('ends when the registry closes, with an answer', async () => {
      const [registry] = replicas as [TestRegistry];
      const waiting = changesOf(registry, 'wait=25');
      await new Promise((resolve) => setTimeout(resolve, 300));
      const started = performance.now();
      await registry.app.close();
      expect(await waiting).toEqual({ changes: [], last_sequence: 0, has_more: false });
      expect(performance.now() - started).toBeLessThan(5_000);
    });

    it('the history of keys can be added to only', async () => {
      const [registry] = replicas as [TestRegistry];
      await issueOn(registry, await registerOn(registry));
      await expect(registry.db.deleteFrom('change').execute()).rejects.toThrow('append-only');
      await expect(registry.db.updateTable('change').set({ type: 'revoked' }).execute()).rejects.toThrow('append-only');
    });
  });
}
