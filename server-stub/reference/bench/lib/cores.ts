import { type ForkOptions, execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** What is measured has the first core for itself; what makes the load has the second. */
const [subjectCore, loadCore] = ['0', '1'] as const;

function taskset(...args: string[]): boolean {
  try {
    execFileSync('taskset', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Whether processes can be put on a core of their own here. */
export const pinned = availableParallelism() > 1 && taskset('-c', subjectCore, 'true');

/** Puts a process that runs already on the core of the load. PostgreSQL's may belong to somebody else: then it stays. */
export function pinToLoadCore(pid: number): void {
  if (pinned) taskset('-a', '-c', '-p', loadCore, String(pid));
}

/** The sources, as they stand: nothing that is measured can be older than what is read. */
const sources = ['--conditions=@guichet/source'];

const on = (core: string): ForkOptions =>
  pinned ? { execPath: 'taskset', execArgv: ['-c', core, process.execPath, ...sources] } : { execArgv: sources };

/** How a process that is measured starts. */
export const onSubjectCore: ForkOptions = on(subjectCore);

/** How a process starts that what is measured needs, and that is not measured itself. */
export const onLoadCore: ForkOptions = on(loadCore);
