/**
 * Shares tokens among the processes of one user on one machine. For Node, Bun and Deno.
 *
 * @module
 */
import { slug } from '../../../../../guichet.config.ts';
import { type Clock, systemClock } from '../../clock.ts';
import { requiredString } from '../../options.ts';
import { readEntry, writeEntry } from './entry.ts';
import { type Files, filesOf } from './files.ts';
import { fileLease } from './file-lease.ts';
import { noticeOption } from './notice.ts';
import { type SealKey, sealOption } from './seal.ts';
import type { TokenStore } from './store.ts';

/** Where tokens are kept in files, and how. */
export interface FileStoreOptions {
  /** Folder of the tokens; made if it is missing, readable by its owner alone. Default: in the user's cache folder. */
  path?: string | undefined;
  /** Seals tokens by AES-256-GCM. What cannot be opened with this key counts as absent. Default: as they are. */
  seal?: SealKey | undefined;
  /** Called with each failure, such as a folder that cannot be written; calls go on. Default: one process warning. */
  onError?: ((error: unknown) => void) | undefined;
  /** Time; replaced in tests. */
  clock?: Clock | undefined;
}

export type { SealKey } from './seal.ts';
export type { Lease, TokenStore } from './store.ts';

const owner = 'fileStore';

function cacheFolder(files: Files): string {
  const { env, platform } = process;
  const { join } = files.path;
  const absolute = (path: string | undefined) => (path && files.path.isAbsolute(path) ? path : undefined);
  const home = files.os.homedir();
  if (platform === 'win32') return absolute(env['LOCALAPPDATA']) ?? join(home, 'AppData', 'Local');
  return (
    absolute(env['XDG_CACHE_HOME']) ?? (platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache'))
  );
}

/**
 * Keeps tokens in files of mode 0600, so that cron jobs and workers of one user make one token request: the first one
 * asks, the others wait for it; if it dies meanwhile, another takes over, immediately where it ran on this machine and
 * within 3 s elsewhere. Files are replaced whole, so that nobody reads half of one.
 *
 * A file that others may read, or that belongs to somebody else, is not used: `onError` says so, and a new token takes
 * its place. What cannot be read or written costs nothing but the sharing.
 *
 * @throws TypeError when an option is not acceptable, or the runtime has no files
 *
 * @example
 * const tokens = clientCredentials({ tokenUrl, clientId, clientSecret, store: fileStore() });
 */
export function fileStore(options: FileStoreOptions = {}): TokenStore {
  const files = filesOf(owner);
  const { join } = files.path;
  const folder =
    options.path === undefined
      ? join(cacheFolder(files), slug)
      : files.path.resolve(requiredString(owner, 'path', options.path, 'a folder, such as `/var/lib/myjob/tokens`'));
  const seal = sealOption(owner, options.seal);
  const clock = options.clock ?? systemClock;
  const onError = noticeOption(owner, options.onError);
  const placeOf = (key: string, kind: string) => join(folder, `${files.digest(key)}.${kind}`);

  async function read(key: string) {
    const text = await files.read(placeOf(key, 'token'));
    if (text === undefined) return undefined;
    const token = await readEntry(key, text, { seal, now: clock.now() });
    return token && { text, token };
  }

  const takeLease = fileLease(files);
  return {
    get: async (key) => (await read(key))?.token,
    async set(key, token) {
      if (token.expiresAt <= clock.now()) return;
      await files.makeFolder(folder);
      await files.replace(placeOf(key, 'token'), await writeEntry(key, token, seal));
    },
    async delete(key, token) {
      const found = await read(key);
      if (found?.token.value === token.value) await files.remove(placeOf(key, 'token'), found.text);
    },
    async lease(key, term) {
      await files.makeFolder(folder);
      return takeLease(placeOf(key, 'lease'), term);
    },
    onError,
  };
}
