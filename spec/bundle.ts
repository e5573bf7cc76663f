/**
 * Lints and bundles the contracts with Redocly, and lints the journeys.
 *
 * `node spec/bundle.ts` lints all, then writes `spec/dist/{full,public,registry,registry-public}.json`.
 */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'node_modules/@redocly/cli/bin/cli.js');

/** Names of the APIs in `redocly.yaml`, which are the names of the bundles too. */
export const contracts = ['full', 'public', 'registry', 'registry-public'] as const;

/** Journeys through the API (Arazzo), by their paths from the root. */
export const journeys: readonly string[] = readdirSync(join(root, 'spec/journeys'))
  .filter((file) => file.endsWith('.arazzo.yaml'))
  .map((file) => `spec/journeys/${file}`)
  .toSorted();

export type ContractName = (typeof contracts)[number];

interface Problem {
  ruleId: string;
  severity: string;
  message: string;
  location: { source: { ref: string }; pointer?: string; start?: { line: number; col: number } }[];
}

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

function redocly(args: readonly string[]): Promise<Run> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  return new Promise((done) => {
    execFile(process.execPath, [cli, ...args], { cwd: root, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      done({ code: error ? 1 : 0, stdout, stderr });
    });
  });
}

function format(problem: Problem): string {
  const [place] = problem.location;
  const where = place ? `${place.source.ref}:${place.start?.line ?? 1} ` : '';
  return `${where}${problem.message} (${problem.ruleId})`;
}

/**
 * Lints contracts and journeys.
 *
 * @param apis names out of `redocly.yaml`, or paths of documents; by default all contracts and all journeys
 * @returns one line a problem, errors and warnings alike; empty when there is none
 * @throws Error when Redocly itself cannot run
 */
export async function lintContract(apis: readonly string[] = [...contracts, ...journeys]): Promise<string[]> {
  const run = await redocly(['lint', ...apis, '--format=json', '--max-problems=1000']);
  // One JSON document an API, with nothing between them but the brackets: `}{` on a line.
  const documents = run.stdout.split(/(?<=^\})(?=\{$)/m).filter((text) => text.startsWith('{'));
  if (documents.length === 0) throw new Error(`Redocly could not lint ${apis.join(', ')}:\n${run.stderr}`);
  const problems = documents.flatMap((text) => (JSON.parse(text) as { problems: Problem[] }).problems.map(format));
  if (run.code !== 0 && problems.length === 0)
    throw new Error(`Redocly could not lint ${apis.join(', ')}:\n${run.stderr}`);
  return [...new Set(problems)];
}

/**
 * Bundles contracts into one JSON document each, under the identity of `guichet.config.ts`.
 *
 * @param options.outDir folder to write to, created when missing; default `spec/dist`
 * @param options.apis names out of `redocly.yaml`; default all contracts
 * @returns the files written
 * @throws Error when a contract cannot be bundled
 */
export async function bundleContract(
  options: { outDir?: string; apis?: readonly ContractName[] } = {},
): Promise<string[]> {
  const outDir = resolve(root, options.outDir ?? 'spec/dist');
  await mkdir(outDir, { recursive: true });
  return await Promise.all(
    (options.apis ?? contracts).map(async (api) => {
      const file = join(outDir, `${api}.json`);
      const run = await redocly(['bundle', api, '-o', file]);
      if (run.code !== 0) throw new Error(`The contract "${api}" could not be bundled:\n${run.stderr}`);
      return file;
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = await lintContract();
  if (problems.length > 0) {
    console.error(`${problems.join('\n')}\n\nCorrect these in spec/, then run the same command again.`);
    process.exitCode = 1;
  } else {
    for (const file of await bundleContract()) console.log(file);
  }
}
