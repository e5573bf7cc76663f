/** `node scripts/failure-modes.ts [code ...]`: the failure modes of docs/failure-modes.md, and the test files that name each in a title. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { files, root } from './lib/stamp.ts';

const title = /\b(?:it|test|describe)(?:\.\w+)*\(?(?:\([\s\S]*?\)\()?\s*(['"`])((?:(?!\1)[\s\S])*)\1/g;
const code = /\b([CELRSAPTKO]\d{1,2})\b/g;

export interface FailureMode {
  code: string;
  promisedBy: 'sdk' | 'server';
  text: string;
}

/** The legend: an entry of docs/failure-modes.md is a list item that begins with its code in bold. */
export function legend(page = readFileSync(join(root, 'docs/failure-modes.md'), 'utf8')): FailureMode[] {
  const server = page.indexOf('\n## The server\n');
  if (server < 0) throw new Error('docs/failure-modes.md has no heading "## The server".');
  return [...page.matchAll(/^- \*\*(\w+)\*\* (.+(?:\n {2}.+)*)/gm)].map(({ 1: entry, 2: text, index }) => ({
    code: entry!,
    promisedBy: index < server ? 'sdk' : 'server',
    text: text!.replaceAll(/\s+/g, ' '),
  }));
}

/** Test files by the code that titles in them name. */
export function namedByTests(): Map<string, string[]> {
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
  const wanted = process.argv.slice(2);
  const modes = legend();
  const unknown = wanted.filter((given) => !modes.some((mode) => mode.code === given));
  if (unknown.length > 0) {
    console.error(
      `docs/failure-modes.md lists no ${unknown.join(', ')}. It lists ${modes.map((mode) => mode.code).join(' ')}.`,
    );
    process.exit(1);
  }
  const named = namedByTests();
  for (const mode of modes.filter(({ code: each }) => wanted.length === 0 || wanted.includes(each))) {
    console.log(`${mode.code.padEnd(4)}${mode.text}`);
    for (const file of named.get(mode.code) ?? []) console.log(`      ${file}`);
  }
}
