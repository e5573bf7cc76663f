import { mkdir, open, readFile, rm, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { StoreError } from './errors.ts';

/** How often the holder shows that it lives, and how long its silence may last, in ms. Only other hosts judge by it. */
const heartbeat = 5_000;
const patience = 20_000;

interface Holder {
  pid: number;
  host: string;
  /** Start of the process in clock ticks since boot, where the system tells it: a pid alone may be someone else's. */
  started: string | null;
}

/** Locks held by this very process: after a restart in a container the pid in a stale lock can be our own. */
const held = new Set<string>();

/**
 * Keeps an embedded database to one process: two that open the same directory lose each other's rows.
 * The lock of a process that died is taken over.
 *
 * @returns releases the lock
 * @throws StoreError when a living process holds it
 */
export async function acquireLock(path: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (!(await create(path))) await takeOver(path);
  held.add(path);
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, heartbeat);
  beat.unref();
  return async () => {
    clearInterval(beat);
    if (held.delete(path)) await rm(path, { force: true });
  };
}

async function create(path: string): Promise<boolean> {
  const self: Holder = { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(JSON.stringify(self));
    await file.close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new StoreError(
      `Cannot write the lock file ${path}: ${messageOf(error)}. Make its directory writable.`,
      error,
    );
  }
}

/** Two processes that find the same stale lock must not both win: the look and the removal happen under a second lock. */
async function takeOver(path: string): Promise<void> {
  const gate = `${path}.takeover`;
  try {
    await mkdir(gate);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const age = Date.now() - ((await stat(gate).catch(() => undefined))?.mtimeMs ?? 0);
    if (age > heartbeat) await rm(gate, { recursive: true, force: true });
    throw inUse(path, 'another process that is just starting');
  }
  try {
    const holder = await living(path);
    if (holder !== undefined) throw inUse(path, holder);
    await unlink(path).catch(() => {});
    if (!(await create(path))) throw inUse(path, 'another process that is just starting');
  } finally {
    await rm(gate, { recursive: true, force: true });
  }
}

/** Who holds the lock, or undefined when nobody alive does. */
async function living(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0);
  const holder = parse(text);
  // Empty or cut short: its writer is at it right now, or died while writing.
  if (holder === undefined) return age < heartbeat ? 'a process that is just starting' : undefined;
  const name = `process ${holder.pid} on ${holder.host}`;
  if (holder.host !== hostname()) return age < patience ? name : undefined;
  if (holder.pid === process.pid) return held.has(path) ? 'this very process' : undefined;
  return isAlive(holder.pid) && (await startOf(holder.pid)) === holder.started ? name : undefined;
}

function parse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Holder;
    return Number.isInteger(holder.pid) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The command name, in brackets, may contain spaces: count the fields after it.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

const inUse = (path: string, holder: string) =>
  new StoreError(
    `The embedded database is in use by ${holder} (lock file ${path}). ` +
      'Stop that process first, or set DATABASE_URL to a PostgreSQL server, which several processes can share.',
  );

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
