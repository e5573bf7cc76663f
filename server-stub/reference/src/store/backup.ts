import { readdir, readFile, writeFile } from 'node:fs/promises';
import { openStore, type DatabaseLocation, type OpenedStore } from './database.ts';
import { StoreError } from './errors.ts';

/**
 * Writes all files of an embedded database into one (tar), which only its owner can read.
 *
 * @throws StoreError when the database is another one, the file is there already, or it cannot be written
 */
export async function writeBackup({ dump }: Pick<OpenedStore, 'dump'>, file: string): Promise<void> {
  if (dump === undefined) {
    throw new StoreError('Only the embedded database is backed up by this command. PostgreSQL has pg_dump for it.');
  }
  const bytes = Buffer.from(await (await dump()).arrayBuffer());
  try {
    await writeFile(file, bytes, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    throw new StoreError(
      `The backup cannot be written: ${(error as Error).message}. Name a file that does not exist yet.`,
      error,
    );
  }
}

/**
 * Makes an embedded database from a backup.
 *
 * @returns the open database
 * @throws StoreError when the file is not a backup, or something lies in its place already
 */
export async function readBackup(location: DatabaseLocation, file: string): Promise<OpenedStore> {
  if (location.kind !== 'directory') {
    throw new StoreError('Only the embedded database is restored by this command. PostgreSQL has pg_restore for it.');
  }
  const there = await readdir(location.path).catch(() => []);
  if (there.length > 0) {
    throw new StoreError(
      `There is a database in ${location.path}. Stop its server, and move that directory away first.`,
    );
  }
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new StoreError(`The backup cannot be read: ${(error as Error).message}.`, error);
  });
  return openStore({ ...location, from: new Blob([bytes]) });
}
