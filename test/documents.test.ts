/** What the repository's own pages name is there: commands, files, links, settings. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identity } from '../guichet.config.ts';
import { run } from '../scripts/lib/run.ts';
import { root } from '../scripts/lib/stamp.ts';

const { output } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard']);
const tracked = output.split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Guides have links of their own, which the build of the docs resolves; change logs and fixtures tell of other days. */
const pages = tracked.filter(
  (file) => file.endsWith('.md') && !/^(?:\.changeset|spec|docs\/test|docs\/theme)\/|CHANGELOG|fixtures/.test(file),
);
const guides = tracked.filter((file) => /^spec\/guides\/.*\.md$/.test(file));

const scriptsOf = (manifest: string) =>
  Object.keys((JSON.parse(read(manifest)) as { scripts?: Record<string, string> }).scripts ?? {});
const manifests = new Map(
  tracked
    .filter((file) => file.endsWith('package.json') && existsSync(join(root, file)))
    .map((file) => [(JSON.parse(read(file)) as { name?: string }).name, file] as const),
);

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('names commands that there are', () => {
    for (const [command, script, scope] of text.matchAll(/npm run ([\w:-]+)(?:[^\n`|]*? -w (@[\w-]+\/[\w-]+))?/g)) {
      // A page of an example speaks of the example's own manifest.
      const own = `${dirname(page)}/package.json`;
      const manifest = scope ? manifests.get(scope) : existsSync(join(root, own)) ? own : 'package.json';
      const known = manifest === undefined ? [] : [...scriptsOf(manifest), ...(scope ? [] : scriptsOf('package.json'))];
      expect(known, command).toContain(script);
    }
    for (const [command, file] of text.matchAll(/node ((?:scripts|docs|test|spec)\/[\w/.-]+\.ts)/g))
      expect(existsSync(join(root, file!)), command).toBe(true);
  });

  it('names files that there are', () => {
    const folders = 'spec|sdk|server-stub|docs|examples|scripts|test|deploy|findings';
    const named = [...text.matchAll(new RegExp(`\`((?:${folders})/[\\w@./*{},-]*)\``, 'g'))].map(([, path]) => path!);
    // A page of a package may name its own files; what a build makes is named too.
    const isThere = (path: string) =>
      [root, join(root, dirname(page))].some((cwd) => globSync(path, { cwd }).length > 0) ||
      /(?:^|\/)dist(?:\/|$)/.test(path);
    const missing = named.filter((path) => !isThere(path));
    expect(missing).toEqual([]);
  });

  it('links to files and headings that there are', () => {
    for (const [link, target = '', anchor] of text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      const file = target === '' ? page : join(dirname(page), target);
      expect(existsSync(join(root, file)), link).toBe(true);
      if (anchor === undefined) continue;
      const headings = [...read(file).matchAll(/^#+ (.+?)(?: \{#([\w-]+)[^}]*\})?$/gm)].map(
        ([, words, id]) =>
          id ??
          words!
            .toLowerCase()
            .replaceAll(/[^\w\s-]/g, '')
            .trim()
            .replaceAll(/\s/g, '-'),
      );
      expect(headings, link).toContain(anchor);
    }
  });
});

it('settings that pages and guides name are read by some program', () => {
  const sources = tracked
    .filter((file) => /\.(?:ts|js|ya?ml|example|sh|Dockerfile)$/.test(file) && !/\/test\/|\.test\.ts$/.test(file))
    .map(read)
    .join('\n');
  let found = 0;
  for (const page of [...pages, ...guides]) {
    for (const [name, rest] of read(page).matchAll(new RegExp(`\\b${identity.envPrefix}([A-Z][A-Z_]*[A-Z])\\b`, 'g'))) {
      found += 1;
      expect(
        new RegExp(`\\b${name}\\b|[pP]refix\\}${rest}\\b|'${rest!.replace(/^REGISTRY_/, '')}'`).test(sources),
        `${page}: ${name}`,
      ).toBe(true);
    }
  }
  expect(found).toBeGreaterThan(50);
});

it('ports that pages and guides name are those of guichet.config.ts', () => {
  const ports = new Set<number>(Object.values(identity.ports));
  let found = 0;
  // The generated page of operations shows addresses of applications in its examples.
  for (const page of [...pages, ...guides].filter((each) => !each.endsWith('docs/api.md'))) {
    for (const [address, port] of read(page).matchAll(/\b(?:localhost|127\.0\.0\.1):(\d{4,5})\b/g)) {
      found += 1;
      expect([...ports, 5432, 4318, 6379], `${page}: ${address}`).toContain(Number(port));
    }
  }
  expect(found).toBeGreaterThan(10);
});

it('commands of the server that pages name are there, and so are metrics', async () => {
  const { commands } = await import('../server-stub/reference/src/commands/index.ts');
  const telemetry = tracked
    .filter((file) => file.startsWith('server-stub/reference/src/telemetry/'))
    .map(read)
    .join('\n');
  const found = { commands: 0, metrics: 0 };
  for (const page of pages) {
    const text = read(page);
    for (const [command, one = '', two] of text.matchAll(/\bguichet-server ([a-z][\w-]*)(?: ([a-z][\w-]*))?/g)) {
      found.commands += 1;
      expect(
        Object.keys(commands).some((name) => name === one || name === `${one} ${two}`),
        `${page}: ${command}`,
      ).toBe(true);
    }
    for (const [, metric] of text.matchAll(/`guichet_([a-z_]+)/g)) {
      found.metrics += 1;
      expect(telemetry, `${page}: guichet_${metric}`).toContain(`'${metric}'`);
    }
  }
  expect(found.commands).toBeGreaterThan(10);
  expect(found.metrics).toBeGreaterThan(3);
});
