import { quantile, shuffled } from '../../../../scripts/lib/statistics.ts';

/** What a batch cost. */
export interface Cost {
  /** CPU of the process, user and system, in us. */
  cpu: number;
  /** Time by the clock, in ms. */
  elapsed: number;
}

/** Something whose work is counted. */
export interface Subject {
  /** Does so much work, and says what it cost. */
  batch(size: number): Promise<Cost>;
}

export interface Plan {
  /** How many rounds; each gives one ratio. */
  rounds: number;
  /** Passes of a round: in each, every subject has one batch, in an order of its own. */
  passes: number;
  /** Pieces of work in a batch. */
  size: number;
}

export interface Rates {
  /** Pieces of work a second of CPU, one figure a round. */
  cpu: number[];
  /** Pieces of work a second by the clock. */
  clock: number[];
}

/** The rates of subjects that take turns. */
export async function takeTurns<Name extends string>(
  subjects: Readonly<Record<Name, Subject>>,
  { rounds, passes, size }: Plan,
): Promise<Record<Name, Rates>> {
  const names = Object.keys(subjects) as Name[];
  const rates = Object.fromEntries(names.map((name) => [name, { cpu: [], clock: [] }])) as unknown as Record<
    Name,
    Rates
  >;
  for (let round = 0; round < rounds; round += 1) {
    const costs = Object.fromEntries(names.map((name) => [name, { cpu: 0, elapsed: 0 }])) as Record<Name, Cost>;
    for (let pass = 0; pass < passes; pass += 1) {
      for (const name of shuffled(names)) {
        const { cpu, elapsed } = await subjects[name].batch(size);
        costs[name].cpu += cpu;
        costs[name].elapsed += elapsed;
      }
    }
    for (const name of names) {
      rates[name].cpu.push((size * passes) / (costs[name].cpu / 1e6));
      rates[name].clock.push((size * passes) / (costs[name].elapsed / 1e3));
    }
  }
  return rates;
}

/** The median of the rounds' ratios, with its quartiles. */
export function ratio(one: readonly number[], other: readonly number[]): { ours: number; spread: [number, number] } {
  const ratios = one.map((value, round) => value / other[round]!);
  return { ours: quantile(ratios, 0.5), spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)] };
}

/** A rate as one reads it. */
export const perSecond = (rates: readonly number[]): string =>
  `${Math.round(quantile(rates, 0.5)).toLocaleString('en')}/s`;
