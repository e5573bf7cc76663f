import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/stamp.ts';

/** A PostgreSQL server on which the tests may create databases and roles of their own. */
const server = new URL(process.env['TEST_POSTGRES_URL'] ?? 'postgres://root@127.0.0.1:5432/postgres');

const environment = {
  ...process.env,
  PGHOST: server.hostname,
  PGPORT: server.port || '5432',
  PGDATABASE: 'postgres',
  ...(server.password && { PGPASSWORD: decodeURIComponent(server.password) }),
};
const superuser = decodeURIComponent(server.username);

/** Runs SQL as the superuser. */
export const psql = (statement: string): string =>
  execFileSync('psql', ['--username', superuser, '--quiet', '--tuples-only', '--no-align', '--command', statement], {
    env: environment,
    encoding: 'utf8',
  }).trim();

/** Why the databases of the compose file cannot be made here, undefined when they can. */
export function databasesMissing(): string | undefined {
  const { status, stderr, error } = spawnSync('psql', ['--username', superuser, '--command', 'select 1'], {
    env: environment,
    encoding: 'utf8',
  });
  if (error !== undefined) return 'psql: apt-get install postgresql-client';
  return status === 0 ? undefined : `a PostgreSQL server: set TEST_POSTGRES_URL (${stderr.trim()})`;
}

/**
 * Makes the databases and their owners as the container of PostgreSQL does when it is new: by the script of deploy/postgres, with
 * other names, so that several tests can share a server.
 */
export function createComposeDatabases(passwords: Record<string, string>) {
  const suffix = `_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const text = readFileSync(join(root, 'deploy/postgres/create-databases.sh'), 'utf8')
    .replaceAll(/^create (\w+) "/gm, `create $1${suffix} "`)
    .replace('--username postgres', `--username ${superuser}`);
  const folder = mkdtempSync(join(tmpdir(), 'databases-'));
  const script = join(folder, 'create-databases.sh');
  writeFileSync(script, text);
  execFileSync('sh', [script], { env: { ...environment, ...passwords }, stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(folder, { recursive: true });
  return {
    /** An address of the compose file, as it is here. */
    locate: (url: string) => {
      const own = new URL(url);
      own.host = `${environment.PGHOST}:${environment.PGPORT}`;
      own.username += suffix;
      own.pathname += suffix;
      return own.href;
    },
    drop() {
      for (const name of ['server', 'registry'].map((one) => one + suffix)) {
        psql(`drop database if exists ${name} with (force)`);
        psql(`drop role if exists ${name}`);
      }
    },
  };
}
