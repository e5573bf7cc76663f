// Two real processes race: each start of the command is two seconds of a core.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../src/store/migrations/index.ts';
import { runCli } from '../support/cli.ts';
import { createPostgres, postgresMissing } from '../support/databases.ts';

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

describe.skipIf(postgresMissing !== undefined)(`migrations of replicas${reason}`, () => {
  it('two processes start at once on an empty database: each migration runs once, and both end well', async () => {
    const { location, drop } = await createPostgres('empty');
    const directory = await mkdtemp(join(tmpdir(), 'migrations-'));
    try {
      if (location.kind !== 'postgres') throw new TypeError('This needs PostgreSQL.');
      const env = { DATABASE_URL: location.url };
      const runs = await Promise.all([1, 2].map(() => runCli(directory, ['migrate'], env)));
      expect(runs.map(({ code }) => code)).toEqual([0, 0]);
      expect(runs.map(({ errors }) => errors.trim()).toSorted()).toEqual([
        `Done: ${Object.keys(migrations).join(', ')}.`,
        'The database is up to date.',
      ]);
    } finally {
      await rm(directory, { recursive: true, force: true });
      await drop();
    }
  });
});
