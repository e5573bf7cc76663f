import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../scripts/lib/run.ts';
import { root } from '../scripts/lib/stamp.ts';

// Law 6: identity stands in one file.
describe('the whole kit built under another name', () => {
  const copy = mkdtempSync(join(tmpdir(), 'identity-'));

  beforeAll(async () => {
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    });
    for (const file of tracked.split('\n').filter((name) => name !== '' && existsSync(join(root, name))))
      cpSync(join(root, file), join(copy, file));
    for (const folder of globSync('{.,sdk/*,server-stub/*,docs,examples/*}/node_modules', { cwd: root })) {
      symlinkSync(join(root, folder), join(copy, folder));
    }
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
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

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
});
