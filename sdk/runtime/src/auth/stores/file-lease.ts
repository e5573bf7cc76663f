/**
 * A lease as a file: whoever makes it holds it, and touches it for as long as it lives. It is dead when
 *
 * 1. its process ran on this system and is gone: immediately; or
 * 2. nobody touched it for a term, as watched from here, whatever the clocks of the machines say.
 */
import type { Files } from './files.ts';
import type { Lease } from './store.ts';

interface Holder {
  /** Where process ids mean the same. */
  system: string;
  pid: number;
  id: string;
}

const holderIn = (text: string): Partial<Holder> => {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Holder>;
  } catch {
    // Being written, or its writer died in the middle.
    return {};
  }
};

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ESRCH';
  }
};

export function fileLease(files: Files): (file: string, term: number) => Promise<Lease | undefined> {
  /** What was seen in a place, and since when by this process's own running time. */
  const watched = new Map<string, { text: string; touchedAt: number; since: number }>();
  const system = files.system();

  /** What a dead holder wrote; `undefined` where it lives, or may. */
  async function deadIn(file: string, term: number): Promise<string | undefined> {
    const found = await files.look(file);
    if (!found) return undefined;
    const { text, touchedAt } = found;
    const holder = holderIn(text);
    if (holder.system === system && typeof holder.pid === 'number' && isGone(holder.pid)) return text;
    const before = watched.get(file);
    const now = performance.now();
    if (before?.text === text && before.touchedAt === touchedAt) return now - before.since > term ? text : undefined;
    watched.set(file, { text, touchedAt, since: now });
    return undefined;
  }

  /** Of many that find a holder dead one takes its place; the file is never missing meanwhile. */
  async function inherit(file: string, dead: string, text: string, term: number): Promise<boolean> {
    const claim = `${file}.claim`;
    if (!(await files.create(claim, text))) {
      const stuck = await deadIn(claim, term);
      if (stuck !== undefined) await files.remove(claim, stuck);
      return false;
    }
    try {
      if ((await files.look(file))?.text !== dead) return false;
      await files.replace(file, text);
      return true;
    } finally {
      await files.remove(claim, text);
    }
  }

  return async function take(file, term) {
    const text = JSON.stringify({ system, pid: process.pid, id: crypto.randomUUID() } satisfies Holder);
    if (!(await files.create(file, text))) {
      const dead = await deadIn(file, term);
      if (dead === undefined || !(await inherit(file, dead, text, term))) return undefined;
    }
    watched.delete(file);
    return {
      async renew() {
        if ((await files.look(file))?.text !== text) return false;
        await files.touch(file);
        return true;
      },
      release: async () => void (await files.remove(file, text)),
    };
  };
}
