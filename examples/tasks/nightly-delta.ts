/** What changed since the last run, removals included: `node nightly-delta.ts state.json`. */
import { readFile, writeFile } from 'node:fs/promises';
import { createClient } from '@guichet/sdk';

interface State {
  since?: string;
}
const path = process.argv[2] ?? 'state.json';
const state = await readFile(path, 'utf8').then(
  (text) => JSON.parse(text) as State,
  (): State => ({}),
);
// Before the first question, so that no change falls between two runs.
const startedAt = new Date().toISOString();

const client = createClient({ timeout: 60_000 });
const [mine] = (await client.utilisateur.get()).collectivites;
if (!mine) throw new Error('This credential works for no collectivite.');
const definitions = await client.indicateurs.definitions.list({ limit: 50 });

let changed = 0;
let removed = 0;
const groups = client.indicateurs.valeurs.list({
  collectiviteId: mine.collectiviteId,
  indicateurIds: definitions.data.map(({ id }) => id),
  limit: 100,
  ...(state.since !== undefined && { modifieDepuis: state.since }),
});
for await (const { sources } of groups) {
  for (const { valeurs } of Object.values(sources)) {
    for (const { supprimeLe } of valeurs) {
      if (supprimeLe) removed += 1;
      else changed += 1;
    }
  }
}
await writeFile(path, JSON.stringify({ since: startedAt } satisfies State));
console.log(`${changed} changed, ${removed} removed since ${state.since ?? 'ever'}`);
