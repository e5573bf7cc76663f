import type { AuditLine } from '../audit/list.ts';
import { integer, optionsOf, secondsIn, UsageError, type Command } from './command.ts';
import { ask } from './ask.ts';
import { perform } from './perform.ts';
import { aligned } from './printable.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const showAudit: Command = {
  async run(args) {
    const options = optionsOf(args, { client: text, type: text, since: text, limit: text, json: flag });
    const { client, type, since, json } = options;
    const lines = await perform('audit.list', {
      limit: integer('--limit', options.limit ?? '100', 1, 100_000),
      ...(client === undefined ? {} : { client_id: client }),
      ...(type === undefined ? {} : { type }),
      ...(since === undefined ? {} : { since: momentFrom('--since', since).toISOString() }),
    });
    if (json === true) console.log(JSON.stringify(lines, null, 2));
    else if (lines.length === 0) console.error('The audit has nothing of that kind.');
    else console.log(aligned([headings, ...lines.map(cells)]));
  },
};

export const pruneAudit: Command = {
  async run(args) {
    const { before, yes } = optionsOf(args, { before: text, yes: flag });
    if (before === undefined) throw new UsageError('What should be deleted? Add --before 400d, or a time.');
    const moment = momentFrom('--before', before).toISOString();
    if (yes !== true) {
      const question = `This deletes what happened before ${moment}, for good. Type the word prune to confirm:`;
      if ((await ask(undefined, '--yes', question)) !== 'prune') throw new UsageError('Nothing was changed.');
    }
    const { lines } = await perform('audit.prune', { before: moment });
    console.error(`${lines} lines from before ${moment} are deleted.`);
  },
};

const headings = ['TIME', 'EVENT', 'OUTCOME', 'CLIENT', 'PERSON', 'BY', 'FROM', 'TIMES'];

const cells = (line: AuditLine): string[] => [
  line.occurred_at,
  line.type,
  line.reason ?? line.outcome,
  line.client_id ?? '-',
  line.subject ?? '-',
  actorIn(line),
  line.address ?? '-',
  String(line.count),
];

function actorIn({ actor, actor_name: name }: AuditLine): string {
  const by = actor.kind === 'client' ? (actor.client_id ?? '-') : (name ?? actor.kind);
  return actor.user_id === null ? by : `${by} with ${actor.user_id}`;
}

/** A moment by its age, or by a time. */
function momentFrom(option: string, value: string): Date {
  const seconds = secondsIn(value);
  const moment = seconds === undefined ? new Date(value) : new Date(Date.now() - seconds * 1_000);
  if (Number.isNaN(moment.getTime())) {
    throw new UsageError(`${option} takes an age such as 90m, 24h or 7d, or a time such as 2030-01-31T12:00:00Z.`);
  }
  return moment;
}
