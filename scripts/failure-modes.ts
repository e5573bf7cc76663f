/** `node scripts/failure-modes.ts`: the failure modes that tests name in their titles, and where. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { files, root } from './lib/stamp.ts';

const title = /\b(?:it|test|describe)(?:\.\w+)*\(?(?:\([\s\S]*?\)\()?\s*(['"`])((?:(?!\1)[\s\S])*)\1/g;
const code = /\b([CELRSAPTKO]\d{1,2})\b/g;

/** Test files by the failure mode that titles in them name. */
export function failureModes(): Map<string, string[]> {
  const modes = new Map<string, string[]>();
  for (const file of files(['{sdk,server-stub}/*/test/**/*.test.ts', 'test/**/*.test.ts', 'docs/test/**/*.test.ts'])) {
    const named = [...readFileSync(file, 'utf8').matchAll(title)].flatMap(([, , text]) =>
      [...text!.matchAll(code)].map(([, mode]) => mode!),
    );
    for (const mode of new Set(named)) modes.set(mode, [...(modes.get(mode) ?? []), relative(root, file)]);
  }
  return modes;
}

if (import.meta.main) {
  const order = ([a]: [string, unknown], [b]: [string, unknown]): number =>
    a[0]!.localeCompare(b[0]!) || Number(a.slice(1)) - Number(b.slice(1));
  for (const [mode, where] of [...failureModes()].toSorted(order)) console.log(mode.padEnd(4), where.join(', '));
}
