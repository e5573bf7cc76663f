import { cases, type Case, type Finding } from './cases.ts';
import type { Target } from './target.ts';

/** All findings, in the order of the cases. */
export interface Column {
  target: Pick<Target, 'name' | 'ours'>;
  findings: readonly Finding[];
}

/** Asks a target everything, one case after the other. */
export async function judge(target: Target): Promise<Column> {
  const findings: Finding[] = [];
  // A server is not asked two things at once.
  for (const each of cases) findings.push(await each.judge(target));
  return { target, findings };
}

export const passed = ({ findings }: Column): number => findings.filter(({ faults }) => faults.length === 0).length;

/** The columns side by side, and below what is wrong where something is. */
export function format(columns: readonly Column[]): string {
  const rows = [
    ['', 'expected', ...columns.map(({ target }) => target.name)],
    ...cases.map(({ asked, expected }, row) => [
      `${String(row + 1).padStart(2)} ${asked}`,
      expected,
      ...columns.map(({ findings }) => cell(findings[row]!)),
    ]),
    ['   passed', '', ...columns.map((column) => `${passed(column)} of ${cases.length}`)],
  ];
  const widths = rows[0]!.map((_, place) => Math.max(...rows.map((row) => row[place]!.length)));
  const table = rows.map((row) =>
    row
      .map((text, place) => text.padEnd(widths[place]!))
      .join('  ')
      .trimEnd(),
  );
  return [...table, ...columns.flatMap(faultsOf)].join('\n');
}

const cell = ({ answer, faults }: Finding): string => `${faults.length === 0 ? '✓' : '✗'} ${answer.status}`;

function faultsOf({ target, findings }: Column): string[] {
  const lines = findings.flatMap(({ answer, faults }, row) =>
    faults.length === 0
      ? []
      : [`  ${String(row + 1).padStart(2)} ${(cases[row] as Case).asked}: ${answer.status}; ${faults.join('; ')}`],
  );
  return lines.length === 0 ? [] : ['', `${target.name}:`, ...lines];
}
