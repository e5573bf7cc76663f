import { styleText } from 'node:util';
import type { Paint } from '../terminal/chart.ts';
import { describeUsage } from '../usage/describe.ts';
import { keptDays } from '../usage/retention.ts';
import { integer, optionsOf, UsageError, type Command } from './command.ts';
import { perform } from './perform.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const day = 86_400_000;
const hour = 3_600_000;

export const showUsage: Command = {
  async run(args) {
    const named = args[0] !== undefined && !args[0].startsWith('-');
    const { days, hours, json } = optionsOf(named ? args.slice(1) : args, { days: text, hours: text, json: flag });
    if (days !== undefined && hours !== undefined) throw new UsageError('Give --days or --hours, not both.');
    const unit = hours === undefined ? day : hour;
    const count =
      hours === undefined
        ? integer('--days', days ?? '30', 1, keptDays.days)
        : integer('--hours', hours, 1, keptDays.hours * 24);
    // With the day, or the hour, that is not over yet.
    const before = new Date(Math.floor(Date.now() / unit) * unit + unit);
    const from = new Date(before.getTime() - count * unit);
    const usage = await perform('usage.report', {
      ...(named ? { client_id: args[0]! } : {}),
      from: from.toISOString(),
      before: before.toISOString(),
    });
    if (json === true) console.log(JSON.stringify({ from, before, ...usage }, null, 2));
    else console.log(describeUsage(usage, { from, before, unit, width: terminalWidth(), paint }).join('\n'));
  },
};

/** Wider lines are harder to read, and narrower ones have no room for a bar. */
const terminalWidth = () => Math.min(110, Math.max(48, process.stdout.columns || 80));

/** Not into files and pipes, nor where somebody asked for none (NO_COLOR). */
const paint: Paint = (colour, drawn) => (drawn === '' ? '' : styleText(colour, drawn, { stream: process.stdout }));
