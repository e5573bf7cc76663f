import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../scripts/lib/stamp.ts';

interface Locked {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  resolved?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};

/** Where the lock file has a package that one in this folder asks for, as Node would find it. */
function find(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at === '.' ? '' : at, 'node_modules', name);
    const locked = packages[path];
    if (locked) return locked.link ? locked.resolved : path;
    if (at === '.') return undefined;
  }
}

/** All that is installed with a package of ours, itself included. */
function installedWith(folder: string): Set<string> {
  const found = new Set([folder]);
  for (const path of found) {
    const { dependencies = {}, optionalDependencies = {} } = packages[path]!;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const where = find(path, name);
      if (where) found.add(where);
      else expect(Object.keys(optionalDependencies), `${name} of ${path}`).toContain(name);
    }
  }
  return found;
}

const installed = [...installedWith('server-stub/mock')];

it('the mock brings no database, and not the server', () => {
  // As a control: the server brings one.
  const databases = /node_modules\/(?:@electric-sql\/pglite|kysely|pg|better-sqlite3|ioredis)$/;
  expect([...installedWith('server-stub/reference')].filter((path) => databases.test(path))).not.toEqual([]);
  expect(installed.filter((path) => databases.test(path) || path === 'server-stub/reference')).toEqual([]);
  expect(installed.length).toBeGreaterThan(50);
  expect(installed.length).toBeLessThan(200);
});

// docs/decisions/034-prism-without-its-install-script.md
it('nothing runs when the mock is installed', () => {
  const scripted = (paths: Iterable<string>) => [...paths].filter((path) => packages[path]!.hasInstallScript);
  // As a control: Prism whole brings one.
  expect(scripted(installedWith('node_modules/@stoplight/prism-http'))).toEqual(['node_modules/@scarf/scarf']);
  expect(scripted(installed)).toEqual([]);
});
