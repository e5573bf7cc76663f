import { type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A process of a bench, which answers each message with one. */
export interface Child {
  /** What it said first. */
  first: unknown;
  ask(message: object): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a module as a process, and waits for its first message. */
export async function openChild(file: URL, args: readonly string[] = [], options: ForkOptions = {}): Promise<Child> {
  const child = fork(fileURLToPath(file), args, { execArgv: [], ...options });
  const exited = once(child, 'exit');
  const name = basename(file.pathname);
  const answer = async (): Promise<unknown> => {
    const gone = exited.then(([code]) => {
      throw new Error(`${name} ended with ${String(code)}.`);
    });
    const [message] = (await Promise.race([once(child, 'message'), gone])) as [unknown];
    const { failure } = message as { failure?: string };
    if (failure) throw new Error(`${name}: ${failure}`);
    return message;
  };
  const first = await answer();
  return {
    first,
    ask(message) {
      const answered = answer();
      child.send(message);
      return answered;
    },
    async close() {
      if (child.exitCode !== null) return;
      child.disconnect();
      await exited;
    },
  };
}
