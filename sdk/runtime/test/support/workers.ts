import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { WorkerSetup } from './token-worker.ts';

export interface Answer {
  value?: string;
  failure?: string;
  errors: string[];
}

export interface Worker {
  pid: number;
  /** Gets a token; `refuse` says before that the last one was refused. */
  ask(order?: 'get' | 'refuse'): Promise<Answer>;
  close(): Promise<void>;
}

/** A process of its own, with sources as they are; `uid` for one of another user. */
export async function openWorker(setup: WorkerSetup, uid?: number): Promise<Worker> {
  const child = fork(fileURLToPath(new URL('token-worker.ts', import.meta.url)), [JSON.stringify(setup)], {
    execArgv: ['--conditions=@guichet/source'],
    ...(uid !== undefined && { uid }),
  });
  const exited = once(child, 'exit');
  const [first] = (await Promise.race([once(child, 'message'), exited])) as unknown[];
  if (first !== 'ready') throw new Error(`The worker ended with ${String(first)}.`);
  return {
    pid: child.pid as number,
    async ask(order = 'get') {
      const answered = once(child, 'message');
      child.send(order);
      const gone = exited.then(() => [{ failure: 'gone', errors: [] }]);
      return ((await Promise.race([answered, gone])) as [Answer])[0];
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGCONT');
      if (child.connected) child.disconnect();
      child.kill();
      await exited;
    },
  };
}

/** Whether Redis listens on its usual port of this machine. */
export async function hasRedis(): Promise<boolean> {
  const socket = createConnection(6379, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
