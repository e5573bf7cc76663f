import type { ForkOptions } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChild, type Child } from '../../../../scripts/lib/child.ts';
import { onLoadCore, onSubjectCore } from './cores.ts';
import { drive, type Dispatch } from './load.ts';
import type { Cost, Subject } from './rounds.ts';

export interface ServerProcess {
  url: string;
  /** An access token of a person of the demonstration. Only the reference server gives one. */
  personToken(login: string): Promise<string>;
  /** Bytes on its heap after a garbage collection. */
  heap(): Promise<number>;
  /** Its requests as something whose work is counted. */
  subject(next: () => Dispatch): Subject;
  close(): Promise<void>;
}

/** Connections that make requests to a server that is measured. */
const connections = 16;

/** Starts a module of `processes/` on the core of what is measured. */
export const openProcess = (module: string, ...args: string[]): Promise<Child> =>
  openChild(new URL(`../processes/${module}.ts`, import.meta.url), args, onSubjectCore);

/** The same on the core of the load: what is measured needs it, and it is not measured itself. */
export const openHelper = (module: string, ...args: string[]): Promise<Child> =>
  openChild(new URL(`../processes/${module}.ts`, import.meta.url), args, onLoadCore);

/** Starts a server of `processes/`. */
export const openServer = async (module: string, ...args: string[]): Promise<ServerProcess> =>
  serverOf(await openProcess(module, ...args));

/** The reference server with its own settings and its log, which goes into a file as a service's does. */
export async function openLoggingServer(databaseUrl: string, settings: object): Promise<ServerProcess> {
  const file = join(tmpdir(), `bench-${process.pid}.log`);
  const log = openSync(file, 'a');
  // It is gone as soon as nobody writes into it any more.
  rmSync(file);
  try {
    const module = new URL('../processes/reference.ts', import.meta.url);
    const options = { ...onSubjectCore, stdio: ['ignore', log, 'inherit', 'ipc'] as ForkOptions['stdio'] };
    return serverOf(await openChild(module, [databaseUrl, JSON.stringify(settings)], options as ForkOptions));
  } finally {
    closeSync(log);
  }
}

/** The server in a process that was started. */
export function serverOf(child: Child): ServerProcess {
  const { url } = child.first as { url: string };
  return {
    url,
    async personToken(person) {
      return ((await child.ask({ person })) as { token: string }).token;
    },
    async heap() {
      return ((await child.ask({ heap: true })) as { heap: number }).heap;
    },
    subject: (next) => ({
      batch: (requests) => counted(child, () => drive({ origin: url, next, requests, connections })),
    }),
    close: () => child.close(),
  };
}

/** Does some work, and says what it cost the process. */
export async function counted(child: Child, work: () => Promise<unknown>): Promise<Cost> {
  await child.ask({ cpu: true });
  const start = performance.now();
  await work();
  const elapsed = performance.now() - start;
  const { cpu } = (await child.ask({ cpu: true })) as { cpu: number };
  return { cpu, elapsed };
}
