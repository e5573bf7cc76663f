/** A measure, ours beside the peers'. */
export interface Row {
  id: string;
  title: string;
  unit: 'x' | 'kB' | '';
  /** No more than this; without it the row only informs. */
  must?: number;
  /** A string says what is wrong with the number. */
  ours: number | string | undefined;
  /** Of a ratio: a quarter of the rounds lies below the first, a quarter above the second. */
  spread?: readonly [number, number];
  /** By title. A string says why there is no number. */
  beside: Record<string, number | string>;
}

const shown = (value: number | string | undefined, unit: Row['unit']): string => {
  if (value === undefined) return 'n/a';
  if (typeof value === 'string') return value;
  if (unit === 'x') return `${value.toFixed(2)} x`;
  if (unit === 'kB') return `${value.toFixed(1)} kB`;
  return value.toLocaleString('en');
};

/** Whether the row's bound holds; undefined where there is none. */
export const isMet = ({ must, ours }: Row): boolean | undefined =>
  must === undefined || ours === undefined ? undefined : typeof ours === 'number' && ours <= must;

/** The rows as a table in Markdown. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const met = isMet(row);
    const beside = Object.entries(row.beside).map(([title, value]) => `${title} ${shown(value, row.unit)}`);
    const spread = row.spread && ` (${row.spread[0].toFixed(2)} to ${row.spread[1].toFixed(2)})`;
    return [
      row.title,
      row.must === undefined ? '' : `<= ${shown(row.must, row.unit)}`,
      `${shown(row.ours, row.unit)}${spread ?? ''}`,
      met === undefined ? '' : met ? 'yes' : '**NO**',
      beside.join('; '),
    ];
  });
  const all = [['measure', 'must', 'ours', 'met', 'beside'], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} | ------ |`;
  return [line(all[0]!), rule, ...all.slice(1).map(line)].join('\n');
}
