import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Root of the repository. */
export const root = join(import.meta.dirname, '..', '..');

/** Files below the root that match the patterns, sorted. Nothing in node_modules ever counts. */
export function files(patterns: readonly string[]): string[] {
  return globSync(patterns as string[], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => entry.name === 'node_modules',
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Digest of names and contents: changes when a file is added, removed, renamed or edited. */
export function digest(patterns: readonly string[], extra = ''): string {
  const hash = createHash('sha256').update(extra);
  for (const file of files(patterns)) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

const stampFile = (step: string) => join(root, '.build', 'stamps', `${step}.txt`);

/** What `writeStamp` left for this step, or undefined when it never finished. */
export function readStamp(step: string): string | undefined {
  try {
    return readFileSync(stampFile(step), 'utf8');
  } catch {
    return undefined;
  }
}

/** Remembers that the step finished with this digest. */
export function writeStamp(step: string, value: string): void {
  mkdirSync(dirname(stampFile(step)), { recursive: true });
  writeFileSync(stampFile(step), value);
}

/** Forgets a step, so that one that fails half-way runs again. */
export function dropStamp(step: string): void {
  rmSync(stampFile(step), { force: true });
}
