import { digest, dropStamp, files, readStamp, writeStamp } from './stamp.ts';

/** One step of the build: made again when its inputs or its outputs changed since it last finished. */
export interface Step {
  name: string;
  /** What a person sees while it runs. */
  title: string;
  /** Steps that must be done before. */
  after?: readonly string[];
  /** Patterns, relative to the root. */
  inputs: readonly string[];
  /** Patterns, relative to the root. */
  outputs: readonly string[];
  run(): Promise<void>;
}

/** A failure that a person can mend: shown as one clear message, without a stack. */
export class StepError extends Error {
  override name = 'StepError';
}

/** Every step changes with these. */
const always = ['guichet.config.ts', 'package-lock.json', 'scripts/lib/*.ts'];

/** The named steps and all that they come after, in an order that works. */
export function inOrder(steps: readonly Step[], names: readonly string[]): Step[] {
  const ordered: Step[] = [];
  const visit = (name: string) => {
    const step = steps.find((candidate) => candidate.name === name);
    if (!step) throw new StepError(`There is no step "${name}". Steps: ${steps.map((s) => s.name).join(', ')}.`);
    if (ordered.includes(step)) return;
    step.after?.forEach(visit);
    ordered.push(step);
  };
  names.forEach(visit);
  return ordered;
}

/**
 * Runs the named steps and those they depend on, each when what it comes after is done; skips each that is fresh.
 *
 * @throws StepError with a sentence for the person at the terminal.
 */
export async function runSteps(
  steps: readonly Step[],
  names: readonly string[],
  report: (event: { step: Step; state: 'run' | 'done' | 'fresh'; ms: number }) => void,
): Promise<void> {
  const begun = new Map<string, Promise<void>>();
  for (const step of inOrder(steps, names)) {
    const before = step.after?.map((name) => begun.get(name)) ?? [];
    begun.set(
      step.name,
      Promise.all(before).then(() => runStep(step, report)),
    );
  }
  // What was begun ends before the failure is told: nobody writes into `dist` behind the back of whoever tries again.
  const ends = await Promise.allSettled(begun.values());
  const reasons = new Set(ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : [])));
  if (reasons.size > 1) throw new StepError([...reasons].map((one) => (one as Error).message).join('\n\n'));
  for (const reason of reasons) throw reason;
}

async function runStep(step: Step, report: Parameters<typeof runSteps>[2]): Promise<void> {
  const before = digest([...always, ...step.inputs]);
  const stamp = () => `${before} ${digest(step.outputs)}`;
  if (files(step.outputs).length > 0 && readStamp(step.name) === stamp()) {
    report({ step, state: 'fresh', ms: 0 });
    return;
  }
  const started = performance.now();
  report({ step, state: 'run', ms: 0 });
  dropStamp(step.name);
  await step.run();
  writeStamp(step.name, stamp());
  report({ step, state: 'done', ms: performance.now() - started });
}
