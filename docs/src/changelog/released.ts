import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identity } from '../../../guichet.config.ts';
import { type OutputIdentity, renameIdentityDeep } from '../../../spec/plugins/identity.js';
import type { Document } from '../openapi.ts';

/** The contracts as partners have seen them: a folder a version, and `releases.json` with their dates, newest first. */
export const releasedFolder = fileURLToPath(new URL('../../../spec/released', import.meta.url));

/** A version of the platform's contracts that was published. */
export interface Release {
  version: string;
  /** Day of the release, as `2026-11-22`. */
  date: string;
  /** By the name of the reference's page. */
  documents: ReadonlyMap<string, Document>;
  /** Pages and anchors of that day, as `reference.html#operation/pets.list`. */
  links: readonly string[];
}

/** An entry of `releases.json`. */
export type ReleaseEntry = Pick<Release, 'version' | 'date'>;

const ifThere = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** The versions and their dates; none when nothing was released yet. */
export const readReleaseEntries = async (folder = releasedFolder): Promise<ReleaseEntry[]> =>
  JSON.parse((await ifThere(join(folder, 'releases.json'))) ?? '[]') as ReleaseEntry[];

/**
 * Every release, newest first, under the identity of `guichet.config.ts`.
 *
 * @throws Error when the folder of a version in `releases.json` is missing.
 */
export async function readReleases(folder = releasedFolder, as: OutputIdentity = identity): Promise<Release[]> {
  const entries = await readReleaseEntries(folder);
  return Promise.all(
    entries.map(async ({ version, date }) => {
      const files = await readdir(join(folder, version)).catch((cause: unknown) => {
        throw new Error(
          `${join(folder, version)} is missing, and releases.json names ${version}. Restore it from the repository’s history, or remove the entry.`,
          { cause },
        );
      });
      const documents = await Promise.all(
        files
          .filter((file) => file.endsWith('.json'))
          .map(async (file) => {
            const document = JSON.parse(await readFile(join(folder, version, file), 'utf8')) as Document;
            return [file.slice(0, -'.json'.length), renameIdentityDeep(document, as)] as const;
          }),
      );
      const links = (await ifThere(join(folder, version, 'links.txt'))) ?? '';
      return { version, date, documents: new Map(documents), links: links.split('\n').filter(Boolean) };
    }),
  );
}
