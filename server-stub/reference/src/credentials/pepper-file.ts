import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../store/errors.ts';
import { formatPepper, parsePeppers, type Pepper } from './pepper.ts';

/** A pepper that lives as long as the process, for a database that does too. */
export const fleetingPepper = (): Pepper => ({ version: 1, key: randomBytes(32) });

/**
 * The pepper of a development machine: made once, in a file that only its owner can read.
 *
 * @throws StoreError when the file is there and unreadable
 */
export async function pepperFromFile(directory: string): Promise<readonly Pepper[]> {
  const path = join(directory, 'pepper');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(formatPepper(fleetingPepper()));
    await file.sync();
    await file.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const peppers = parsePeppers(await readFile(path, 'utf8'));
  if (peppers === undefined) {
    throw new StoreError(
      `The pepper in ${path} is damaged. Put it back from a backup; without it no credential and no signing key of ` +
        'this database can be used any more.',
    );
  }
  return peppers;
}
