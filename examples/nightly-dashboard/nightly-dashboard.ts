/**
 * Every night: pulls the indicator values of one collectivite that changed since the last run, and writes the CSV that
 * a dashboard reads.
 *
 *   node nightly-dashboard.ts --collectivite 3812 --out valeurs.csv [--tableur-fr]
 *
 * `--tableur-fr` writes what the spreadsheets of France open with a double click: `;`, decimal comma, a BOM.
 * Beside the CSV stands `<out>.state.json`: what is known so far, and since when to ask. Both files are replaced in one
 * move each, so that a run which fails half-way leaves the last good ones. Exit code 1 on any failure.
 */
import { parseArgs } from 'node:util';
import { createClient } from '@guichet/sdk';
import { readState, writeAtomically } from './files.ts';
import { toCsv } from './csv.ts';
import { pullChanges } from './pull.ts';

const usage = 'Usage: nightly-dashboard --collectivite ID --out FILE.csv [--tableur-fr]';

function readArguments() {
  const { values } = parseArgs({
    options: {
      collectivite: { type: 'string' },
      out: { type: 'string' },
      'tableur-fr': { type: 'boolean', default: false },
    },
  });
  const collectiviteId = Number(values.collectivite);
  if (!Number.isInteger(collectiviteId)) throw new Error(`--collectivite must be a number. ${usage}`);
  if (!values.out) throw new Error(`--out is missing. ${usage}`);
  return { collectiviteId, out: values.out, french: values['tableur-fr'] };
}

try {
  const { collectiviteId, out, french } = readArguments();
  const stateFile = `${out}.state.json`;
  const state = await readState(stateFile, collectiviteId);
  const next = await pullChanges(createClient(), state);

  await writeAtomically(out, toCsv(Object.values(next.rows), { french }));
  // Only when the CSV stands: a crash in between pulls the same changes again, and loses none.
  await writeAtomically(stateFile, JSON.stringify(next));
  console.log(
    `${out}: ${Object.keys(next.rows).length} rows (${next.changed} changed, ${next.removed} removed since ${state.since ?? 'the beginning'})`,
  );
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
