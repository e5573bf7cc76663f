/**
 * `node scripts/mutation.ts [group ...]`: how many changes to the token engine its tests notice (Stryker). Each group of
 * files is judged by the tests that are about it, so that a run takes minutes; more tests could only notice more.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groups } from './lib/mutation-groups.ts';
import { type MutationReport, survivorsOf, tally } from './lib/mutation-report.ts';
import { installFolder } from './lib/install.ts';
import { run } from './lib/run.ts';
import { root } from './lib/stamp.ts';

const least = 85;
const source = 'sdk/runtime/src';
const tests = 'sdk/runtime/test';
const config = 'test/mutation/stryker.config.json';
const stryker = join(root, 'test/mutation/node_modules/.bin/stryker');

const known = new Set(groups.flatMap((group) => group.files));
const strays = globSync(`${source}/{auth,transport}/**/*.ts`, { cwd: root })
  .map((file) => file.slice(source.length + 1, -'.ts'.length))
  .filter((file) => !known.has(file));
if (strays.length > 0) throw new Error(`In no group of scripts/lib/mutation-groups.ts: ${strays.join(', ')}.`);

await installFolder('test/mutation');
const asked = process.argv.slice(2);
const reports: MutationReport[] = [];
for (const { name, files, judges } of groups) {
  const report = join('reports', 'mutation', `${name}.json`);
  if (asked.length === 0 || asked.includes(name)) {
    const mutate = files.map((file) => `${source}/${file}.ts`).join(',');
    const { code, output } = await run(stryker, ['run', config, '--mutate', mutate, '--incrementalFile', report], {
      env: { MUTATION_TESTS: JSON.stringify(judges.map((judge) => `${tests}/${judge}.test.ts`)) },
    });
    if (code !== 0) throw new Error(`Stryker failed on ${name}:\n${output}`);
  }
  if (existsSync(join(root, report))) {
    const { files: all } = JSON.parse(readFileSync(join(root, report), 'utf8')) as MutationReport;
    // What a file had in a group that it has left since does not count.
    const own = Object.entries(all).filter(([file]) => files.some((path) => file === `${source}/${path}.ts`));
    reports.push({ files: Object.fromEntries(own) });
  }
}

for (const line of survivorsOf(reports)) console.log(line);
const scores = tally(reports);
for (const { folder, killed, all, score } of scores) {
  console.log(`${folder}: ${score.toFixed(1)} % (${killed} of ${all} mutants noticed)`);
}
process.exitCode = scores.every(({ score }) => score >= least) ? 0 : 1;
