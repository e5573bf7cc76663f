interface Mutant {
  status: string;
  mutatorName: string;
  replacement?: string;
  location: { start: { line: number; column: number } };
}

/** What is read of a mutation testing report (schema of stryker-mutator.io). */
export interface MutationReport {
  files: Record<string, { mutants: Mutant[] }>;
}

const isNoticed = ({ status }: Mutant): boolean => status === 'Killed' || status === 'Timeout';
const isMissed = ({ status }: Mutant): boolean => status === 'Survived' || status === 'NoCoverage';

const mutantsOf = (reports: readonly MutationReport[]): [string, Mutant][] =>
  reports.flatMap(({ files }) =>
    Object.entries(files).flatMap(([file, { mutants }]) => mutants.map((mutant): [string, Mutant] => [file, mutant])),
  );

/** Changes that no test noticed, a line each. */
export const survivorsOf = (reports: readonly MutationReport[]): string[] =>
  mutantsOf(reports)
    .filter(([, mutant]) => isMissed(mutant))
    .map(
      ([file, { location, mutatorName, replacement }]) =>
        `${file}:${location.start.line}:${location.start.column} ${mutatorName} -> ${replacement ?? ''}`,
    );

/** Mutation score of each folder below `src`: noticed out of those that could be judged. */
export function tally(
  reports: readonly MutationReport[],
): { folder: string; killed: number; all: number; score: number }[] {
  const folders = new Map<string, { killed: number; all: number }>();
  for (const [file, mutant] of mutantsOf(reports)) {
    if (!isNoticed(mutant) && !isMissed(mutant)) continue;
    const folder = /src\/(\w+)/.exec(file)?.[1] ?? file;
    const sum = folders.get(folder) ?? { killed: 0, all: 0 };
    folders.set(folder, { killed: sum.killed + (isNoticed(mutant) ? 1 : 0), all: sum.all + 1 });
  }
  return [...folders].map(([folder, { killed, all }]) => ({ folder, killed, all, score: (100 * killed) / all }));
}
