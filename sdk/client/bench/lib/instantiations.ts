/** What a program costs its compiler: type instantiations, as `tsc --extendedDiagnostics` counts them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, tsc } from '../../../../scripts/lib/run.ts';
import { stage } from './stage.ts';

const folder = join(stage, 'types');

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'nodenext',
  strict: true,
  noEmit: true,
  // Of source in place of declarations, which ends in `.ts`.
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: [],
};

/**
 * Compiles a program alone.
 *
 * @throws Error with what the compiler says when it does not compile
 */
export async function countInstantiations(name: string, program: string): Promise<number> {
  const project = join(folder, name);
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'program.mts'), program);
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.mts'] }));
  const { code, output } = await run('node', [tsc, '--project', project, '--extendedDiagnostics']);
  const count = /^Instantiations:\s+(\d+)$/m.exec(output)?.[1];
  if (code !== 0 || count === undefined) throw new Error(`${name} does not compile:\n${output}`);
  return Number(count);
}
