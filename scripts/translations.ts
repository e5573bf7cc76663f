/**
 * `npm run translations`: brings `spec/translations/<language>.po` up to date with the contracts and the journeys.
 * `npm run translations -- --check`: changes nothing, and fails when a text has no translation, or a wrong one.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readJourneys } from '../docs/src/journeys/arazzo.ts';
import { textsOfJourneys } from '../docs/src/journeys/texts.ts';
import type { Document } from '../docs/src/openapi.ts';
import { catalogueFile, readCatalogue } from '../docs/src/translation/catalogue.ts';
import { judgeCatalogue } from '../docs/src/translation/judge.ts';
import { textsOf } from '../docs/src/translation/texts.ts';
import { emptyTable, sourcesOfTexts, updateCatalogue } from '../docs/src/translation/update.ts';
import { steps } from './lib/plan.ts';
import { report } from './lib/progress.ts';
import { root } from './lib/stamp.ts';
import { runSteps } from './lib/steps.ts';

const languages = ['fr'];

/** The bundles by the page of the docs that shows them. The public ones are parts of the whole ones, and come after them. */
const bundles = [
  ['reference', 'full'],
  ['registry', 'registry'],
  ['reference', 'public'],
  ['registry', 'registry-public'],
] as const;

const readBundle = (name: string) =>
  JSON.parse(readFileSync(new URL(`../spec/dist/${name}.json`, import.meta.url), 'utf8')) as Document;

/** Findings as they are printed, each kind with what to do about it. */
function findings(
  file: string,
  isWritten: boolean,
  { missing, stale, broken }: ReturnType<typeof judgeCatalogue>,
): string[] {
  const part = (list: string[], title: string, remedy: string): string[] =>
    list.length === 0 ? [] : [`${title} (${list.length}):`, ...list.map((line) => `  ${line}`), `  -> ${remedy}`];
  return [
    ...part(
      missing,
      'Texts without a translation',
      isWritten
        ? `They stand in ${file} now, with an empty msgstr each: fill it in.`
        : `Run \`npm run translations\`, then write them into ${file}.`,
    ),
    ...part(stale, 'Translations of texts that are gone', 'Run `npm run translations`.'),
    ...part(
      broken,
      'Broken translations',
      `Correct them in ${file}: code, links and placeholders must stay as they are.`,
    ),
  ];
}

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  await runSteps(steps, ['contract'], report);
  const sources = sourcesOfTexts([
    ...bundles.map(([page, bundle]) => [page, textsOf(readBundle(bundle))] as const),
    ['journeys', textsOfJourneys(readJourneys())],
  ]);
  for (const language of languages) {
    const path = catalogueFile(language);
    const file = relative(root, path);
    if (!values.check) {
      const table = existsSync(path) ? readCatalogue(path).table : emptyTable(language);
      writeFileSync(path, updateCatalogue(table, sources));
    }
    const lines = findings(file, !values.check, judgeCatalogue(readCatalogue(path), sources));
    console.log(lines.length === 0 ? `${file}: ${sources.size} texts, all translated.` : lines.join('\n'));
    if (values.check && lines.length > 0) process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
