// Three embedded databases, written, read and served: twenty seconds of a core.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { formatPepper } from '../../src/credentials/pepper.ts';
import { startServer } from '../../src/index.ts';
import { testConfig } from '../support/app.ts';
import { runHere } from '../support/cli.ts';
import { furnish } from '../support/counter.ts';
import { embeddedDirectory } from '../support/seeded.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'backup-'));
  undo.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('guichet-server backup and restore', () => {
  const [pepper] = testConfig.peppers ?? [];
  const env = { [`${identity.envPrefix}PEPPER`]: formatPepper(pepper!), [`${identity.envPrefix}SEED`]: 'none' };

  it('take the database from a server that runs, and give it to another; neither overwrites anything', async () => {
    const [one, other] = [await folder(), await folder()];
    const database = await embeddedDirectory(join(one, 'pg18'), 'empty');
    const server = await startServer({ ...testConfig, database, dataDirectory: one, seed: false });
    undo.push(() => server.close());
    await furnish(server.db);
    const file = join(one, 'backup.tar');
    const made = await runHere(one, ['backup', file], env);
    expect(made, made.errors).toMatchObject({ code: 0 });
    expect((await runHere(one, ['backup', file], env)).errors).toContain('Name a file that does not exist yet');

    const restored = await runHere(other, ['restore', file], env);
    expect(restored.errors).toContain('tokens revoke --all');
    expect(restored.code).toBe(0);
    expect((await runHere(other, ['people', 'list'], env)).output).toContain('lea');
    expect((await runHere(other, ['tokens', 'revoke', '--all'], env)).errors).toContain('1 people are refused');
    const again = await runHere(other, ['restore', file], env);
    expect(again).toMatchObject({ code: 1, errors: expect.stringContaining('move that directory away first') });
  });
});
