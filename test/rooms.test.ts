import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '@guichet/sdk';
import { examples } from '../sdk/client/src/generated/examples.gen.ts';
import { run } from '../scripts/lib/run.ts';
import { root } from '../scripts/lib/stamp.ts';
import { type Counter, openServer } from './support/counters.ts';
import { copyTree } from './support/tree.ts';

// Law 3: one counter, two rooms. What has no handler is answered from the contract, behind the same access control.
describe('an operation without a handler', () => {
  let counter: Counter;
  beforeAll(async () => {
    counter = await openServer();
  });
  afterAll(() => counter.close());

  it("is answered by the reference server with the contract's example", async () => {
    const client = createClient({
      baseUrl: counter.url,
      clientId: counter.clientId,
      clientSecret: counter.clientSecret,
    });
    const usage = await client.credentials.usage.get({ client_id: counter.clientId });
    expect(usage).toEqual(examples.credentialsUsageGet.body);
  });

  it('says that the answer is an example, and one with a handler does not', async () => {
    const client = createClient({
      baseUrl: counter.url,
      clientId: counter.clientId,
      clientSecret: counter.clientSecret,
    });
    const standIn = await client.credentials.usage.get({ client_id: counter.clientId }).withResponse();
    expect(standIn.response.headers.get('x-answered-by')).toBe('contract-example');
    const real = await client.utilisateur.get().withResponse();
    expect(real.response.headers.get('x-answered-by')).toBeNull();
  });

  it('asks for a token all the same', async () => {
    const response = await fetch(`${counter.url}/api/v1/credentials/${counter.clientId}/usage`);
    expect(response.status).toBe(401);
  });
});

describe('deleting one handler from the server', () => {
  it('leaves its operation answered, from the mock', async () => {
    const tree = copyTree('rooms');
    try {
      const file = join(tree.path, 'server-stub/reference/src/territories/handlers.ts');
      const before = readFileSync(file, 'utf8');
      const after = before.replace(/^ *'collectivites\.list':[\s\S]*?(?=^ {4}'collectivites\.get')/m, '');
      expect(after.length).toBeLessThan(before.length);
      writeFileSync(file, after);
      cpSync(join(root, 'spec/dist'), join(tree.path, 'spec/dist'), { recursive: true });
      mkdirSync(join(tree.path, 'probe'));
      writeFileSync(
        join(tree.path, 'probe/probe.ts'),
        `import { provisionDemo, startServer } from '../server-stub/reference/src/index.ts';
const server = await startServer({ port: 0, database: { kind: 'memory' }, seed: true, logLevel: 'silent' });
const { accessToken } = await provisionDemo(server);
const get = async (path: string) => {
  const response = await fetch(server.url + path, { headers: { authorization: \`Bearer \${accessToken}\` } });
  return { status: response.status, body: await response.json() };
};
console.log(JSON.stringify([await get('/api/v1/collectivites?limit=2'), await get('/api/v1/collectivites/3813')]));
await server.close();
`,
      );
      const { code, output } = await run('node', ['--conditions=@guichet/source', 'probe/probe.ts'], {
        cwd: tree.path,
      });
      expect(code, output).toBe(0);
      const [list, one] = JSON.parse(output) as { status: number; body: unknown }[];
      expect(list).toEqual({ status: 200, body: examples.collectivitesList.body });
      // Its neighbour still comes from the database.
      expect(one).toMatchObject({ status: 200, body: { id: 3813, nom: 'CC Faucigny - Glières' } });
    } finally {
      tree.remove();
    }
  });
});
