import { bar } from './bars.ts';
import type { Paint } from './chart.ts';
import { clip, widthOf } from './format.ts';

export interface TableRow {
  /** What the row is about, on the left. */
  name: string;
  /** What its bar shows. */
  value: number;
  /** Figures beside the bar, aligned to the right. */
  cells: readonly string[];
}

export interface TableOptions {
  /** Titles: of the names, then of each figure. */
  titles: readonly string[];
  width: number;
  paint: Paint;
}

/** Rows with a bar each. On a narrow terminal the figures on the right are left out, the last first. */
export function drawTable(
  rows: readonly TableRow[],
  { titles: [title = '', ...all], width, paint }: TableOptions,
): string[] {
  let titles = all;
  const columnWidth = (index: number) =>
    Math.max(widthOf(titles[index] ?? ''), ...rows.map(({ cells }) => widthOf(cells[index] ?? '')));
  const figures = () => titles.reduce((sum, _, index) => sum + 2 + columnWidth(index), 0);
  const longest = Math.max(widthOf(title), ...rows.map(({ name }) => widthOf(name)));
  while (titles.length > 1 && 2 + Math.min(longest, 24) + 2 + 8 + figures() > width) titles = titles.slice(0, -1);
  const nameWidth = Math.max(8, Math.min(longest, width - 2 - 2 - 8 - figures()));
  const barWidth = Math.max(4, Math.min(30, width - 2 - nameWidth - 2 - figures()));

  const most = Math.max(...rows.map(({ value }) => value));
  const line = (name: string, drawn: string, cells: readonly string[]) =>
    `  ${clip(name, nameWidth).padEnd(nameWidth)}  ${drawn}${titles
      .map((_, index) => `  ${(cells[index] ?? '').padStart(columnWidth(index))}`)
      .join('')}`.trimEnd();
  return [
    paint('dim', line(title, ' '.repeat(barWidth), titles)),
    ...rows.map(({ name, value, cells }) => {
      const drawn = bar(value, most, barWidth);
      return line(name, paint('cyan', drawn) + ' '.repeat(barWidth - widthOf(drawn)), cells);
    }),
  ];
}
