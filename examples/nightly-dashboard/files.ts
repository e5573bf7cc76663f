import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { State } from './pull.ts';

/** Reads what the last run left; a first run starts empty. A state of another collectivite is refused, not mixed in. */
export async function readState(file: string, collectiviteId: number): Promise<State> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { collectiviteId, since: undefined, rows: {} };
  }
  const state = JSON.parse(text) as State;
  if (state.collectiviteId !== collectiviteId) {
    throw new Error(
      `${file} belongs to collectivite ${state.collectiviteId}. Choose another --out for ${collectiviteId}.`,
    );
  }
  return state;
}

/** Replaces a file in one move: readers see the old text or the new one, never a half. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
