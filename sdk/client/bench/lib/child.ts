import { type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Child {
  /** What it said first. */
  first: unknown;
  ask(message: object): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a module of this folder as a process, and waits for its first message. */
export async function openChild(file: string, args: readonly string[] = [], options: ForkOptions = {}): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: [], ...options });
  const exited = once(child, 'exit');
  const answer = async (): Promise<unknown> => {
    const gone = exited.then(([code]) => {
      throw new Error(`${[file, ...args].join(' ')} ended with ${String(code)}.`);
    });
    const [message] = (await Promise.race([once(child, 'message'), gone])) as [unknown];
    const { failure } = message as { failure?: string };
    if (failure) throw new Error(`${[file, ...args].join(' ')}: ${failure}`);
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
