import { columns } from './bars.ts';
import { formatCount, widthOf } from './format.ts';

/** Colours a text, or leaves it as it is where there are no colours. */
export type Paint = (colour: 'cyan' | 'red' | 'dim' | 'bold', text: string) => string;

export interface ChartPoint {
  label: string;
  value: number;
  /** Part of the value, which has a line of its own below. */
  errors: number;
}

export interface ChartOptions {
  /** Characters in a line. */
  width: number;
  /** Lines of the columns. Default 7. */
  height?: number;
  paint: Paint;
}

/** Points over time as columns, which fill the width; several share one when there are more than fit. */
export function drawChart(points: readonly ChartPoint[], { width, height = 7, paint }: ChartOptions): string[] {
  const axis = Math.max(...[most(points), sumOf(points, 'value')].map((count) => widthOf(formatCount(count))), 6);
  // Two spaces before the axis, one and its line behind.
  const room = width - axis - 4;
  const together = Math.ceil(points.length / room);
  const groups = grouped(points, together);
  const step = Math.min(5, Math.floor(room / groups.length));
  const cell = (text: string) => (step > 1 ? `${text.repeat(step - 1)} ` : text);
  const highest = most(groups);
  const [top, bottom] = [formatCount(highest).padStart(axis), '0'.padStart(axis)];
  const blank = ' '.repeat(axis);

  const lines = columns(
    groups.map(({ value }) => value),
    highest,
    height,
  ).map((line, index) => {
    const drawn = line.map(cell).join('').trimEnd();
    return `  ${paint('dim', index === 0 ? top : blank)} ${paint('dim', '│')}${paint('cyan', drawn)}`;
  });
  lines.push(`  ${paint('dim', `${bottom} └${'─'.repeat(step * groups.length)}`)}`);
  lines.push(`  ${blank}  ${paint('dim', labels(groups, step))}`.trimEnd());

  const worst = Math.max(...groups.map(({ errors }) => errors));
  if (worst > 0) {
    const [strip] = columns(
      groups.map(({ errors }) => errors),
      worst,
      1,
    );
    const drawn = strip!.map(cell).join('').trimEnd();
    lines.push(`  ${paint('dim', 'errors'.padStart(axis))} ${paint('dim', '│')}${paint('red', drawn)}`);
  }
  return lines;
}

const most = (points: readonly ChartPoint[]) => Math.max(0, ...points.map(({ value }) => value));

const sumOf = (points: readonly ChartPoint[], of: 'value' | 'errors') =>
  points.reduce((sum, point) => sum + point[of], 0);

function grouped(points: readonly ChartPoint[], size: number): ChartPoint[] {
  if (size <= 1) return [...points];
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => {
    const own = points.slice(index * size, (index + 1) * size);
    return { label: own[0]!.label, value: sumOf(own, 'value'), errors: sumOf(own, 'errors') };
  });
}

/** Names of as many columns as have room, below their beginnings; the last one ends with the chart. */
function labels(groups: readonly ChartPoint[], step: number): string {
  const width = step * groups.length;
  const last = groups.at(-1)!.label;
  const apart = widthOf(last) + 4;
  let line = '';
  groups.forEach(({ label }, index) => {
    const at = index * step;
    const free = at === 0 || at >= widthOf(line) + 4;
    if (free && at + apart <= width - widthOf(last)) line = line.padEnd(at) + label;
  });
  const end = Math.max(width, widthOf(last));
  return groups.length === 1 ? last : line.padEnd(end - widthOf(last)) + last;
}
