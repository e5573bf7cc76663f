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
  expect(installed.length).toBeLessThan(250);
});

// docs/decisions/034-an-install-script-that-prism-brings.md
it('brings one install script alone, which nothing that we make runs', () => {
  const name = (path: string) => path.split('node_modules/').at(-1)!;
  const scripts = installed.filter((path) => packages[path]!.hasInstallScript).map(name);
  expect(scripts).toEqual(['@scarf/scarf']);
  for (const file of ['package.json', 'examples/starter/package.json']) {
    const { allowScripts } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { allowScripts: object };
    expect(allowScripts, file).toMatchObject({ '@scarf/scarf': false });
  }
  expect(readFileSync(join(root, 'deploy/mock.Dockerfile'), 'utf8')).toMatch(/^RUN npm install --ignore-scripts /m);
});
