// Each test builds the whole kit, or a package, in a copy of the repository: minutes of a core.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../scripts/lib/run.ts';
import { copyTree } from './support/tree.ts';

// Identity stands in one file (docs/architecture.md, rule 4).
describe('the whole kit built under another name', () => {
  const tree = copyTree('identity');
  const copy = tree.path;

  beforeAll(async () => {
    const config = readFileSync(join(copy, 'guichet.config.ts'), 'utf8')
      .replaceAll("'Guichet'", "'Comptoir Ouvert'")
      .replaceAll("'guichet'", "'comptoir'")
      .replaceAll("'@guichet'", "'@comptoir'")
      .replaceAll("'GUICHET_'", "'COMPTOIR_'")
      .replaceAll("'gch_'", "'cpt_'")
      .replaceAll('guichet.example', 'comptoir.example');
    writeFileSync(join(copy, 'guichet.config.ts'), config);
    for (const script of ['scripts/pack.ts', 'docs']) {
      const { code, output } = await run('node', script === 'docs' ? ['scripts/build.ts', 'docs'] : [script], {
        cwd: copy,
      });
      expect(code, output).toBe(0);
    }
  }, 240_000);
  afterAll(() => tree.remove());

  it.each(['.build/packages/**/*', 'spec/dist/**/*', 'docs/dist/**/*'])(
    'leaves neither "guichet" nor "gch_" in %s',
    (pattern) => {
      const outputs = globSync(pattern, { cwd: copy, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(outputs.length).toBeGreaterThan(3);
      for (const entry of outputs) {
        const file = join(entry.parentPath, entry.name);
        expect(file.slice(copy.length), file).not.toMatch(/guichet/i);
        const found = /.{0,60}(guichet|gch_).{0,60}/i.exec(readFileSync(file, 'latin1'))?.[0];
        expect(found, file.slice(copy.length)).toBeUndefined();
      }
    },
  );

  it('names the packages, the commands and the secrets anew', () => {
    const manifest = JSON.parse(readFileSync(join(copy, '.build/packages/reference/package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(manifest).toMatchObject({
      name: '@comptoir/reference',
      bin: { 'comptoir-server': './dist/cli.js' },
      dependencies: { '@comptoir/front': '0.1.0' },
    });
    expect(readFileSync(join(copy, 'spec/dist/public.json'), 'utf8')).toContain('cpt_live_');
  });

  it.each(['AGENTS.md', 'docs/api.md', 'docs/getting-started.md'])(
    'puts %s into the package, with the new name and its version',
    (page) => {
      const text = readFileSync(join(copy, '.build/packages/sdk', page), 'utf8');
      expect(text).toContain("from '@comptoir/sdk'");
      expect(text).toMatch(/\n@comptoir\/sdk 0\.1\.0\n$/);
    },
  );
});
