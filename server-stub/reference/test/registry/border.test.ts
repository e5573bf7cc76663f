import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { files } from '../../../../scripts/lib/stamp.ts';

const source = fileURLToPath(new URL('../../src', import.meta.url));

/** Modules of ours that a module loads when it runs. Types load nothing. */
const loads = (file: string): string[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gmu,
    ),
  ]
    .map(([, from, dynamic]) => resolve(dirname(file), String(from ?? dynamic)))
    .filter((path) => path.startsWith(source));

function closure(roots: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const next of loads(file)) visit(next);
  };
  for (const root of roots) visit(root);
  return seen;
}

const place = (file: string) => relative(source, file);
const all = files(['server-stub/reference/src/**/*.ts']);
const isRegistry = (file: string) => place(file).startsWith('registry');

// The registry is another system: it could live in a repository of its own.
it('the registry loads nothing of the core: what both use is neutral', () => {
  const loaded = [...closure(all.filter(isRegistry))].map(place).filter((file) => !file.startsWith('registry'));
  expect(loaded).toContain('secrets/api-key.ts');
  const neutral =
    /^(?:secrets|settings|running|operator-error|commands\/command|store\/(?!migrations|changes\/feed))|^[a-z]+\.ts$/u;
  expect(loaded.filter((file) => !neutral.test(file))).toEqual([]);
  for (const core of ['app.ts', 'config.ts', 'server.ts', 'authorization.ts', 'demo.ts', 'operator.ts']) {
    expect(loaded).not.toContain(core);
  }
});

it('the core loads nothing of the registry: it asks over HTTP', () => {
  const core = all.filter((file) => !isRegistry(file) && place(file) !== 'index.ts');
  expect(core.length).toBeGreaterThan(100);
  for (const file of core) expect([place(file), loads(file).filter(isRegistry)]).toEqual([place(file), []]);
});
