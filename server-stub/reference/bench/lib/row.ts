/** A measure, and what it must be. */
export interface Row {
  id: string;
  title: string;
  unit: 'x' | 'ms' | 'us' | '';
  /** The bound: no less, or no more. Without one the row only informs. */
  must?: { atLeast: number } | { atMost: number };
  ours: number;
  /** Of a ratio: a quarter of the rounds lies below the first, a quarter above the second. */
  spread?: readonly [number, number];
  /** What else came out, in words. */
  beside?: string;
}

const digits = { x: 2, ms: 1, us: 1, '': 3 } as const;

const shown = (value: number, unit: Row['unit']): string =>
  `${value.toFixed(digits[unit])}${unit === '' ? '' : ` ${unit}`}`;

/** Whether the row's bound holds; undefined where there is none. */
export function isMet({ must, ours }: Row): boolean | undefined {
  if (must === undefined) return undefined;
  return 'atLeast' in must ? ours >= must.atLeast : ours <= must.atMost;
}

function bound({ must, unit }: Row): string {
  if (must === undefined) return '';
  return 'atLeast' in must ? `>= ${shown(must.atLeast, unit)}` : `<= ${shown(must.atMost, unit)}`;
}

/** The rows as a table in Markdown. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const met = isMet(row);
    const spread = row.spread && ` (${row.spread[0].toFixed(2)} to ${row.spread[1].toFixed(2)})`;
    return [
      row.title,
      bound(row),
      `${shown(row.ours, row.unit)}${spread ?? ''}`,
      met === undefined ? '' : met ? 'yes' : '**NO**',
      row.beside ?? '',
    ];
  });
  const all = [['measure', 'must', 'ours', 'met', 'beside'], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} | ------ |`;
  return [line(all[0]!), rule, ...all.slice(1).map(line)].join('\n');
}
