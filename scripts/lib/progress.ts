import type { Step } from './steps.ts';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Shows each step as it begins and ends: in place on a terminal, a line each elsewhere. */
export function report({ step, state, ms }: { step: Step; state: 'run' | 'done' | 'fresh'; ms: number }): void {
  const out = process.stderr;
  if (state === 'run') {
    if (out.isTTY) out.write(`  … ${step.title}`);
    return;
  }
  const line = state === 'fresh' ? `  ✓ ${step.title} (unchanged)` : `  ✓ ${step.title} (${seconds(ms)})`;
  out.write(out.isTTY ? `\r\x1b[2K${line}\n` : `${line}\n`);
}
