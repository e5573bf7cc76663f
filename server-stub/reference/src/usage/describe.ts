import { printable } from '../commands/printable.ts';
import { drawChart, type ChartPoint, type Paint } from '../terminal/chart.ts';
import { clip, formatBytes, formatCount, formatShare } from '../terminal/format.ts';
import { drawTable, type TableRow } from '../terminal/table.ts';
import type { NamedCaller, OperatorUsage } from './operator.ts';
import type { UsageCounts } from './usage-counts.ts';

export interface DescriptionOptions {
  from: Date;
  before: Date;
  /** Length of a column of the chart in ms: a day or an hour. */
  unit: number;
  /** Characters in a line. */
  width: number;
  paint: Paint;
}

const day = 86_400_000;
/** Rows of a table. */
const mostRows = 10;

/** Usage for a terminal: totals, a chart over time, and tables with bars. */
export function describeUsage(usage: OperatorUsage, options: DescriptionOptions): string[] {
  const { caller } = usage;
  const { width, paint } = options;
  const head = caller === null ? 'All credentials and API keys' : titleOf(caller);
  const lines = ['', `  ${paint('bold', clip(head, width - 2))}`, `  ${paint('dim', periodOf(options))}`, ''];
  if (usage.requests === 0) {
    return [...lines, `  There were no calls in this time.${lastUse(caller)}`, ''];
  }
  lines.push(...totals(usage, width, paint), '');
  lines.push(...drawChart(pointsOf(usage, options), options), '');
  if (caller === null) lines.push(...table('busiest', usage.callers.map(callerRow), options));
  lines.push(
    ...table(
      'operations',
      usage.operations.map((row) => rowOf(row.operation_id, row)),
      options,
    ),
    ...list(
      'meant for',
      usage.usages.map(({ usage: use, requests }) => [use, requests] as const),
      options,
    ),
    ...list(
      'statuses',
      usage.statuses.map(({ status, requests }) => [String(status), requests] as const),
      options,
    ),
    '',
  );
  if (caller !== null && caller.last_used_at !== null)
    lines.splice(-1, 0, `  ${paint('dim', 'last used'.padEnd(11))}${instant(caller.last_used_at)}`);
  return lines;
}

const kinds = { client: 'credential', apiKey: 'API key' } as const;

const titleOf = ({ kind, client_id, name }: NamedCaller) =>
  `${client_id}  ${name === null ? kinds[kind] : printable(name)}`;

const lastUse = (caller: OperatorUsage['caller']) =>
  caller === null || caller.last_used_at === null ? '' : ` Last used ${instant(caller.last_used_at)}.`;

/** `21 Nov 2026, 14:05 UTC` */
const instant = (iso: string) => `${dayName(new Date(iso), true)}, ${iso.slice(11, 16)} UTC`;

function periodOf({ from, before, unit }: DescriptionOptions): string {
  const last = new Date(before.getTime() - unit);
  if (unit === day) {
    return `${from < last ? `${dayName(from, true)} to ` : ''}${dayName(last, true)} (UTC)`;
  }
  return `${dayName(from, true)} ${hourName(from)} to ${dayName(before, true)} ${hourName(before)} (UTC)`;
}

const dayName = (date: Date, year = false) =>
  date.toLocaleDateString('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    ...(year ? { year: 'numeric' } : {}),
  });
const hourName = (date: Date) => date.toISOString().slice(11, 16);

function totals(all: UsageCounts, width: number, paint: Paint): string[] {
  const errors = all.client_errors + all.server_errors;
  const parts = [
    `${formatCount(all.requests)} requests`,
    `${formatCount(errors)} errors (${formatShare(all.error_rate)})`,
    `${formatCount(all.rate_limited)} throttled`,
    `${formatBytes(all.bytes_in)} in`,
    `${formatBytes(all.bytes_out)} out`,
  ];
  const lines: string[][] = [[]];
  for (const part of parts) {
    if ([...lines.at(-1)!, part].join('   ').length > width - 4) lines.push([]);
    lines.at(-1)!.push(part);
  }
  return lines.map((line) => `  ${line.map((part) => figure(part, paint)).join('   ')}`);
}

/** The number stands out. */
const figure = (part: string, paint: Paint) => part.replace(/^[\d.,]+/u, (number) => paint('bold', number));

/** A point for each day or hour, also for those without a request. */
function pointsOf({ days, hours }: OperatorUsage, { from, before, unit }: DescriptionOptions): ChartPoint[] {
  const counted = new Map<number, UsageCounts>(
    unit === day
      ? days.map((row) => [Date.parse(row.date), row])
      : hours.map((row) => [Date.parse(row.starts_at), row]),
  );
  return Array.from({ length: Math.round((before.getTime() - from.getTime()) / unit) }, (_, index) => {
    const date = new Date(from.getTime() + index * unit);
    const row = counted.get(date.getTime());
    return {
      label: unit === day ? dayName(date) : hourName(date),
      value: row?.requests ?? 0,
      errors: (row?.client_errors ?? 0) + (row?.server_errors ?? 0),
    };
  });
}

const rowOf = (name: string, counts: UsageCounts): TableRow => ({
  name,
  value: counts.requests,
  cells: [
    formatCount(counts.requests),
    formatShare(counts.error_rate),
    formatCount(counts.rate_limited),
    formatBytes(counts.bytes_out),
  ],
});

const callerRow = (caller: OperatorUsage['callers'][number]) => rowOf(titleOf(caller), caller);

function table(title: string, rows: readonly TableRow[], { width, paint }: DescriptionOptions): string[] {
  const shown = rows.slice(0, mostRows);
  const titles = [title, 'requests', 'errors', 'throttled', 'out'];
  const more = rows.length - shown.length;
  return [
    ...drawTable(shown, { titles, width, paint }),
    ...(more > 0 ? [`  ${paint('dim', `and ${more} more (--json has them)`)}`] : []),
    '',
  ];
}

function list(
  title: string,
  entries: readonly (readonly [string, number])[],
  { width, paint }: DescriptionOptions,
): string[] {
  const parts = entries.map(([name, requests]) => `${name} ${formatCount(requests)}`);
  const lines: string[][] = [[]];
  for (const part of parts) {
    if ([...lines.at(-1)!, part].join(' · ').length > width - 13) lines.push([]);
    lines.at(-1)!.push(part);
  }
  return lines.map((line, index) => `  ${paint('dim', (index === 0 ? title : '').padEnd(11))}${line.join(' · ')}`);
}
