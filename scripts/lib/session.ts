import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { identity } from '../../guichet.config.ts';
import { root } from './stamp.ts';
import { StepError } from './steps.ts';

/** Where the database and the demo credential are kept. */
export const dataDirectory = resolve(root, process.env[`${identity.envPrefix}DATA_DIR`] || '.data');

const file = join(dataDirectory, 'start.json');

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Claims the checkout for this `npm start`. Returns what gives it back.
 *
 * @throws StepError when another one is running.
 */
export function claimSession(): () => void {
  try {
    mkdirSync(dataDirectory, { recursive: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isFile = code === 'EEXIST' || code === 'ENOTDIR';
    throw new StepError(
      `${isFile ? `${dataDirectory} is not a folder` : message}. The data of the demonstration are kept there: move it away, or name another folder in ${identity.envPrefix}DATA_DIR.`,
      { cause: error },
    );
  }
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid }), { flag: 'wx' });
  } catch {
    let pid = Number.NaN;
    try {
      pid = (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
    } catch {
      // Half-written by one that died: nobody holds it.
    }
    if (pid > 0 && pid !== process.pid && isAlive(pid)) {
      throw new StepError(
        `\`npm start\` is already running here (process ${pid}). Use that one, or stop it with Ctrl-C in its terminal first.`,
      );
    }
    writeFileSync(file, JSON.stringify({ pid: process.pid }));
  }
  return () => rmSync(file, { force: true });
}
