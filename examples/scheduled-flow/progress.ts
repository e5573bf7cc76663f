import { readFile, rename, writeFile } from 'node:fs/promises';

/** How far a file has been written. */
export interface Progress {
  /** Of the file: another content starts from the beginning. */
  digest: string;
  batches: number;
  values: number;
}

export async function readProgress(file: string, digest: string): Promise<Progress> {
  try {
    const progress = JSON.parse(await readFile(file, 'utf8')) as Progress;
    if (progress.digest === digest) return progress;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return { digest, batches: 0, values: 0 };
}

/** In one move: a run that is killed leaves the old note or the new one. */
export async function writeProgress(file: string, progress: Progress): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(progress));
  await rename(temporary, file);
}
