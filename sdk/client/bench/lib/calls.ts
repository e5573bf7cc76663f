/** CPU per call: each subject in a process of its own, in turn with all others, divided by bare fetch in the same round. */
import { type Child, openChild } from '../../../../scripts/lib/child.ts';
import type { Batch } from './call-process.ts';
import { quantile, shuffled } from '../../../../scripts/lib/statistics.ts';
import type { SubjectEntry } from './subject.ts';

export interface CallsPlan {
  /** How often all processes start anew; what the compiler made of one process by chance is not taken for the subject. */
  crews: number;
  /** Rounds of each crew; each gives one ratio. */
  rounds: number;
  /** Passes of a round. In each pass every subject makes one batch, in an order of its own. */
  passes: number;
  /** Calls of a batch: so few that what else the machine does falls on all alike, so many that caches are warm. */
  calls: number;
  /** Calls of each subject before the first round. */
  warmup: number;
}

export interface Ratio {
  median: number;
  p25: number;
  p75: number;
}

const concurrency = 10;

/**
 * Ratios to the first subject, by the id of the subject.
 *
 * @param note told what is going on
 */
export async function measureCalls(
  call: 'get' | 'post',
  entries: readonly SubjectEntry[],
  plan: CallsPlan,
  note: (text: string) => void,
): Promise<Map<string, Ratio>> {
  const ratios = new Map<string, number[]>(entries.map(({ id }) => [id, []]));
  const baseline = entries[0]!.id;
  const server = await openChild(new URL('api-process.ts', import.meta.url));
  try {
    for (let crew = 1; crew <= plan.crews; crew += 1) {
      const processes = new Map<string, Child>();
      const batch = async (id: string, calls: number): Promise<number> => {
        const order: Batch = { call, calls, concurrency };
        const { cpu } = (await processes.get(id)!.ask(order)) as { cpu: number };
        return cpu;
      };
      try {
        for (const { id } of entries) {
          processes.set(
            id,
            await openChild(new URL('call-process.ts', import.meta.url), [
              id,
              `http://127.0.0.1:${String(server.first)}`,
            ]),
          );
          await batch(id, plan.warmup);
        }
        for (let round = 1; round <= plan.rounds; round += 1) {
          note(`${call.toUpperCase()}: crew ${crew} of ${plan.crews}, round ${round} of ${plan.rounds}`);
          const cpu = new Map<string, number>();
          for (let pass = 1; pass <= plan.passes; pass += 1) {
            for (const { id } of shuffled(entries)) cpu.set(id, (cpu.get(id) ?? 0) + (await batch(id, plan.calls)));
          }
          for (const [id, value] of cpu) ratios.get(id)!.push(value / cpu.get(baseline)!);
        }
      } finally {
        await Promise.all([...processes.values()].map((child) => child.close()));
      }
    }
  } finally {
    await server.close();
  }
  return new Map(
    [...ratios].map(([id, values]) => [
      id,
      { median: quantile(values, 0.5), p25: quantile(values, 0.25), p75: quantile(values, 0.75) },
    ]),
  );
}
