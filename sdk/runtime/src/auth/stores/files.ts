import { builtinModules } from '../../runtime.ts';

const ownerOnly = 0o600;

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** What the system said, and what to do about it. */
function explained(owner: string, doing: string, path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (typeof code !== 'string') return error;
  const remedy =
    { ENOSPC: 'The disk is full: make room.', EDQUOT: 'The quota is used up: make room.' }[code] ??
    'Pass a `path` that the user of this process may write to.';
  return new Error(`${owner}: cannot ${doing} ${path} (${code}). ${remedy}`);
}

/** Files that belong to this user alone. */
export type Files = ReturnType<typeof filesOf>;

/** @throws TypeError where the runtime has no files */
export function filesOf(owner: string) {
  const load = builtinModules(owner, 'has no files to share. Use `redisStore` or `memoryStore`.');
  const fs = load('node:fs/promises');
  const { constants } = load('node:fs');
  const path = load('node:path');
  const os = load('node:os');
  const { createHash, randomUUID } = load('node:crypto');
  const noFollow = constants.O_NOFOLLOW ?? 0;
  const besides = (file: string) => `${file}.${randomUUID()}.tmp`;

  // A pipe in its place would block for ever, and a link could lead anywhere.
  const open = (file: string) => fs.open(file, constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0));
  async function textOf(file: string): Promise<string> {
    const handle = await open(file);
    try {
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  }

  /** @returns `undefined` where there is none */
  async function read(file: string): Promise<string | undefined> {
    let handle;
    try {
      handle = await open(file);
      const { mode, uid } = await handle.stat();
      const user = process.getuid?.();
      if (user !== undefined && uid !== user) {
        throw new Error(
          `${owner}: ${file} belongs to another user (${uid}) and was not used. Delete it, or pass another \`path\`.`,
        );
      }
      if (user !== undefined && (mode & 0o077) !== 0) {
        const shown = (mode & 0o777).toString(8).padStart(4, '0');
        throw new Error(
          `${owner}: ${file} is open to others (mode ${shown}) and was not used. It is replaced with the next token; find out who changed it.`,
        );
      }
      return await handle.readFile('utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw explained(owner, 'read', file, error);
    } finally {
      await handle?.close();
    }
  }

  /** Removes the file if it holds this text, and nothing newer. */
  async function remove(file: string, text: string): Promise<boolean> {
    const aside = besides(file);
    try {
      if ((await textOf(file)) !== text) return false;
      await fs.rename(file, aside);
    } catch (error) {
      if (isMissing(error)) return false;
      throw explained(owner, 'replace', file, error);
    }
    // It may have been replaced between the two: then it goes back, unless there is a newer one still.
    const ours = (await textOf(aside)) === text;
    if (!ours) await fs.link(aside, file).catch(() => {});
    await fs.unlink(aside);
    return ours;
  }

  return {
    path,
    os,
    read,
    remove,
    /** Names what process ids belong to: containers share names and folders, and each numbers its own processes. */
    system(): string {
      let space = '';
      try {
        space = load('node:fs').readlinkSync('/proc/self/ns/pid');
      } catch {
        // Not Linux.
      }
      return `${os.hostname()} ${space}`.trim();
    },
    digest: (text: string) => createHash('sha256').update(text).digest('hex'),
    async makeFolder(folder: string): Promise<void> {
      try {
        await fs.mkdir(folder, { recursive: true, mode: 0o700 });
      } catch (error) {
        throw explained(owner, 'make the folder', folder, error);
      }
    },
    /** Makes the file, unless there is one. */
    async create(file: string, text: string): Promise<boolean> {
      try {
        await fs.writeFile(file, text, { flag: 'wx', mode: ownerOnly });
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw explained(owner, 'write', file, error);
      }
    },
    /** Puts a file in the place of another: readers see the one or the other, whole. */
    async replace(file: string, text: string): Promise<void> {
      const next = besides(file);
      try {
        await fs.writeFile(next, text, { flag: 'wx', mode: ownerOnly, flush: true });
        await fs.rename(next, file);
      } catch (error) {
        await fs.unlink(next).catch(() => {});
        throw explained(owner, 'write', file, error);
      }
    },
    /** Its text and the time of its last change, whoever wrote it; `undefined` where there is none. */
    async look(file: string): Promise<{ text: string; touchedAt: number } | undefined> {
      try {
        const { mtimeMs } = await fs.stat(file);
        return { text: await textOf(file), touchedAt: mtimeMs };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw explained(owner, 'read', file, error);
      }
    },
    async touch(file: string): Promise<void> {
      const now = new Date();
      await fs.utimes(file, now, now);
    },
  };
}
