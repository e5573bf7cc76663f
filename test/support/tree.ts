import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/stamp.ts';

/** A copy of the sources as they are now, with the installed packages linked, in which a test may break things. */
export function copyTree(name: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `${name}-`));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\n').filter((line) => line !== '' && existsSync(join(root, line)))) {
    cpSync(join(root, file), join(path, file));
  }
  for (const folder of globSync('{.,sdk/*,server-stub/*,docs,examples/*}/node_modules', { cwd: root })) {
    symlinkSync(join(root, folder), join(path, folder));
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
