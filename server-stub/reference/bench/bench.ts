/**
 * `npm run bench -w @guichet/reference -- [--only get,token] [--quick] [--json file]`: measures the server on PostgreSQL,
 * and prints a table. See README.md.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { steps } from '../../../scripts/lib/plan.ts';
import { report } from '../../../scripts/lib/progress.ts';
import { StepError, runSteps } from '../../../scripts/lib/steps.ts';
import { pinned, pinToLoadCore } from './lib/cores.ts';
import { createDatabase } from './lib/database.ts';
import { isMet, table, type Row } from './lib/row.ts';
import type { Section } from './lib/section.ts';
import { openServer } from './lib/servers.ts';
import { clientsApart } from './sections/clients.ts';
import { withEverything } from './sections/everything.ts';
import { get } from './sections/get.ts';
import { keys } from './sections/keys.ts';
import { limits } from './sections/limits.ts';
import { replicas } from './sections/replicas.ts';
import { rotation } from './sections/rotation.ts';
import { token } from './sections/token.ts';

const sections: Readonly<Record<string, Section>> = {
  get,
  everything: withEverything,
  token,
  rotation,
  clients: clientsApart,
  replicas,
  limits,
  keys,
};

const { values } = parseArgs({
  options: {
    /** Sections, by comma. Default: all. */
    only: { type: 'string', default: Object.keys(sections).join(',') },
    /** Few rounds. */
    quick: { type: 'boolean', default: false },
    /** Where to write the rows. */
    json: { type: 'string' },
  },
});

function chosen(): Section[] {
  return values.only.split(',').map((name) => {
    const section = sections[name];
    if (!section) throw new StepError(`There is no section "${name}". Sections: ${Object.keys(sections).join(', ')}.`);
    return section;
  });
}

const note = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
};

async function main(): Promise<void> {
  const wanted = chosen();
  const busy = loadavg()[0] ?? 0;
  await runSteps(steps, ['generate'], report);
  pinToLoadCore(process.pid);
  const rows: Row[] = [];
  const database = await createDatabase();
  try {
    note('filling the database');
    await (await openServer('reference', database.url)).close();
    const [{ version = '?' } = {}] = await database.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    );
    for (const section of wanted) rows.push(...(await section({ database, quick: values.quick, note })));
    note('');
    console.log(table(rows));
    const missed = rows.filter((row) => isMet(row) === false);
    if (missed.length > 0) console.log(`\nNot met: ${missed.map(({ id }) => id).join('; ')}.`);
    const about = {
      node: process.versions.node,
      postgres: version,
      cpu: cpus()[0]?.model ?? '?',
      pinned,
      busy,
      quick: values.quick,
    };
    console.log(
      `\nMeasured with Node ${about.node}, PostgreSQL ${version}, on ${cpus().length} x ${about.cpu}, ` +
        `${pinned ? 'the server on a core of its own' : 'nothing on a core of its own (no taskset here)'}, ` +
        `load before the run ${busy.toFixed(2)}${values.quick ? '; too few rounds to be quoted' : ''}.`,
    );
    if (values.json) {
      const judged = rows.map((row) => ({ ...row, met: isMet(row) }));
      writeFileSync(values.json, `${JSON.stringify({ ...about, rows: judged }, null, 2)}\n`);
    }
  } finally {
    await database.drop();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
