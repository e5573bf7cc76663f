import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostsIn, lackedOptionalPackages, manifestsIn, readLockFile } from './lock-file.ts';
import { files, root } from './stamp.ts';

const binding = { optionalDependencies: { '@tool/darwin-arm64': '1.0.0', '@tool/linux-x64-musl': '1.0.0' } };

it('hostsIn names each entry that says from which host it came', () => {
  const packages = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0', resolved: 'https://registry.example/b.tgz' },
    'node_modules/c': { resolved: 'sdk/c', link: true },
  };
  expect(hostsIn({ packages })).toEqual(['node_modules/b: https://registry.example/b.tgz']);
});

describe('lackedOptionalPackages', () => {
  it('names each binary of another system that is not in the lock file', () => {
    const packages = { '': {}, 'node_modules/tool': binding, 'node_modules/@tool/linux-x64-musl': {} };
    expect(lackedOptionalPackages({ packages })).toEqual(['node_modules/tool: @tool/darwin-arm64']);
  });

  it('takes one that is nested, and one beside a package that is nested itself, as Node finds it', () => {
    const packages = {
      'docs/node_modules/tool': binding,
      'docs/node_modules/tool/node_modules/@tool/darwin-arm64': {},
      'node_modules/@tool/linux-x64-musl': {},
    };
    expect(lackedOptionalPackages({ packages })).toEqual([]);
  });

  it('does not take one that another package keeps for itself', () => {
    const packages = {
      'node_modules/tool': { optionalDependencies: { '@tool/darwin-arm64': '1.0.0' } },
      'node_modules/other/node_modules/@tool/darwin-arm64': {},
    };
    expect(lackedOptionalPackages({ packages })).toEqual(['node_modules/tool: @tool/darwin-arm64']);
  });

  it('notices where the lock file has lost the very names that the package lists', () => {
    const packages = { 'node_modules/tool': { version: '1.0.0' } };
    const lacked = lackedOptionalPackages({ packages }, () => ({ version: '1.0.0', ...binding }));
    expect(lacked).toEqual(['node_modules/tool: @tool/darwin-arm64', 'node_modules/tool: @tool/linux-x64-musl']);
    // What happens to be installed is another version, which proves nothing.
    expect(lackedOptionalPackages({ packages }, () => ({ version: '2.0.0', ...binding }))).toEqual([]);
  });
});

describe.each(files(['package-lock.json', '**/package-lock.json']).map((file) => dirname(file.slice(root.length + 1))))(
  'the lock file of %s',
  (folder) => {
    const lock = readLockFile(join(root, folder));

    it('has the binaries of every system, so that `npm ci` works on each and `npm install` changes nothing', () => {
      expect(lackedOptionalPackages(lock, manifestsIn(join(root, folder)))).toEqual([]);
    });

    it('names no host from which packages came', () => {
      expect(hostsIn(lock)).toEqual([]);
    });
  },
);

// The changesets' new versions must get into the lock file: the script that writes them is the one that may.
it.each([
  '.ci/run',
  'deploy/Dockerfile',
  ...['check', 'docs', 'release'].map((name) => `.github/workflows/${name}.yml`),
])('%s installs what the lock file says and nothing else', (file) => {
  const commands = readFileSync(join(root, file), 'utf8').replaceAll(/^\s*#.*$/gm, '');
  expect(commands.match(/npm (?:i|install|add|update)\b.*/g)).toBeNull();
  expect(commands).toMatch(/npm ci\b|bash \.ci\/run/);
});
