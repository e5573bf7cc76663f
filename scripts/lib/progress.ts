import type { Step } from './steps.ts';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Titles of the steps that run, the latest last. */
const running = new Set<string>();

/** Shows each step as it begins and ends: in place on a terminal, a line each elsewhere. */
export function report({ step, state, ms }: { step: Step; state: 'run' | 'done' | 'fresh'; ms: number }): void {
  const out = process.stderr;
  let line = '';
  if (state === 'run') running.add(step.title);
  else {
    running.delete(step.title);
    line = state === 'fresh' ? `  ✓ ${step.title} (unchanged)\n` : `  ✓ ${step.title} (${seconds(ms)})\n`;
  }
  const last = [...running].at(-1);
  out.write(out.isTTY ? `\r\x1b[2K${line}${last === undefined ? '' : `  … ${last}`}` : line);
}
