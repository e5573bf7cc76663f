/**
 * `npm run bench -w @guichet/sdk -- [--only get,post,size] [--quick] [--ours] [--json file]`: measures the built SDK
 * beside other clients, and prints a table. See README.md.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { report } from '../../../scripts/lib/progress.ts';
import { steps } from '../../../scripts/lib/plan.ts';
import { StepError, runSteps } from '../../../scripts/lib/steps.ts';
import { type Row, isMet, table } from './lib/row.ts';
import { peerVersions, preparePeers } from './lib/peers.ts';
import { dropStage, stagePackages } from './lib/stage.ts';
import type { Section } from './lib/section.ts';
import { get, post } from './sections/calls.ts';
import { processes } from './sections/processes.ts';
import { size } from './sections/size.ts';
import { tokens } from './sections/tokens.ts';
import { types } from './sections/types.ts';

const sections: Readonly<Record<string, Section>> = { get, post, tokens, processes, size, types };

const { values } = parseArgs({
  options: {
    /** Sections, by comma. Default: all. */
    only: { type: 'string', default: Object.keys(sections).join(',') },
    /** Few rounds. */
    quick: { type: 'boolean', default: false },
    /** No peers: nothing is installed. */
    ours: { type: 'boolean', default: false },
    /** Where to write the rows. */
    json: { type: 'string' },
  },
});

function chosen(): [string, Section][] {
  return values.only.split(',').map((name) => {
    const section = sections[name];
    if (!section) throw new StepError(`There is no section "${name}". Sections: ${Object.keys(sections).join(', ')}.`);
    return [name, section];
  });
}

const note = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
};

async function main(): Promise<void> {
  const rows: Row[] = [];
  const wanted = chosen();
  // Declarations take longer, and only one section reads them.
  await runSteps(steps, wanted.some(([name]) => name === 'types') ? ['sdk', 'sdk:types'] : ['sdk'], report);
  stagePackages();
  if (!values.ours) {
    note('installing the peers');
    await preparePeers();
  }
  for (const [name, section] of wanted) {
    note(name);
    rows.push(...(await section({ quick: values.quick, peers: !values.ours, note })));
  }
  note('');
  console.log(table(rows));
  const missed = rows.filter((row) => isMet(row) === false);
  if (missed.length > 0) console.log(`\nNot met: ${missed.map(({ title }) => title).join('; ')}.`);
  const peers = values.ours ? {} : peerVersions();
  const versions = Object.entries({ node: process.versions.node, ...peers }).map((pair) => pair.join(' '));
  console.log(`\nMeasured with ${versions.join(', ')}${values.quick ? '; too few rounds to be quoted' : ''}.`);
  if (values.json) {
    const about = { node: process.versions.node, peers, quick: values.quick };
    const judged = rows.map((row) => ({ ...row, met: isMet(row) }));
    writeFileSync(values.json, `${JSON.stringify({ ...about, rows: judged }, null, 2)}\n`);
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  dropStage();
}
