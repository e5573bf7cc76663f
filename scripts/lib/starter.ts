import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { identity } from '../../guichet.config.ts';
import { demoSecret } from '../../server-stub/mock/src/credentials.ts';
import { renameIdentity } from '../../spec/plugins/identity.js';
import { files, root } from './stamp.ts';

const source = join(root, 'examples/starter');
const names = (): string[] =>
  files(['examples/starter/{*,.*,{src,test,.github}/**/*}'])
    .map((file) => file.slice(source.length + 1))
    .filter((file) => !/^(?:node_modules|\.env$)|\.log$/.test(file));

/** Copies examples/starter as a partner does, under the configured identity. */
export function copyStarter(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const [, written = ''] = /SECRET=(\S+)/.exec(readFileSync(join(source, '.env.example'), 'utf8')) ?? [];
  for (const name of names()) {
    const text = readFileSync(join(source, name), 'utf8').replaceAll(written, demoSecret());
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), renameIdentity(text, identity));
  }
}

/** In place of an installation: the packages as they are built here. The rest is found in the folders above. */
export function linkBuilt(folder: string): void {
  for (const [name, built] of Object.entries({
    runtime: 'sdk/runtime',
    sdk: 'sdk/client',
    front: 'server-stub/front',
    mock: 'server-stub/mock',
  })) {
    const target = join(folder, 'node_modules/@guichet', name);
    for (const part of ['package.json', 'dist']) {
      cpSync(join(root, built, part), join(target, part), { recursive: true });
    }
    // What npm could not put at the root, since another version is there.
    const nested = join(root, built, 'node_modules');
    const place = join(target, 'node_modules');
    if (existsSync(nested)) link(nested, place);
    const { bin = {} } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as { bin?: object };
    const commands = join(folder, 'node_modules/.bin');
    mkdirSync(commands, { recursive: true });
    for (const [command, file] of Object.entries(bin)) link(join(target, file), join(commands, command));
  }
}

/** A link, also where a run that was interrupted has left one. */
function link(target: string, path: string): void {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

/**
 * Says where the packages come from, which is all that a copy needs to be installed before they are published.
 *
 * @param tarballs paths of all packages, as packed
 */
export function installFrom(folder: string, tarballs: readonly string[]): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, object>;
  const packed = Object.fromEntries(
    tarballs.map((path) => {
      const [, name = ''] = /-([a-z]+)-\d[^/]*\.tgz$/.exec(basename(path)) ?? [];
      return [`${identity.scope}/${name}`, `file:${path}`];
    }),
  );
  const direct = { ...manifest['dependencies'], ...manifest['devDependencies'] };
  const from = (wanted: object | undefined) =>
    Object.fromEntries(Object.entries(wanted ?? {}).map(([name, range]) => [name, packed[name] ?? range]));
  const overrides = Object.entries(packed).filter(([name]) => !(name in direct));
  const changed = {
    ...manifest,
    dependencies: from(manifest['dependencies']),
    devDependencies: from(manifest['devDependencies']),
    overrides: Object.fromEntries(overrides),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(changed, null, 2));
}

/** What a CI service does in the starter: its commands, each in a shell of its own or all in one. */
export interface Pipeline {
  name: string;
  file: string;
  variables: Readonly<Record<string, string>>;
  commands: readonly string[];
  /** The bash script that has the same effect. */
  script(commands: readonly string[]): string;
}

interface Workflow {
  jobs: Record<string, { env: Record<string, string>; steps: { run?: string; if?: string }[] }>;
}
interface GitLabJob {
  variables: Record<string, string>;
  script: string[];
}

/** The starter's workflow file for GitHub and its pipeline for GitLab. */
export function pipelines(folder = source): Pipeline[] {
  const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'));
  const [job] = Object.values((read('.github/workflows/test.yml') as Workflow).jobs);
  const { test } = read('.gitlab-ci.yml') as { test: GitLabJob };
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    {
      name: 'GitHub',
      file: '.github/workflows/test.yml',
      variables: job!.env,
      // Actions (checkout, setup of Node) have no `run`.
      commands: job!.steps.flatMap((step) => (step.run !== undefined && step.if === undefined ? [step.run] : [])),
      script: (commands) => commands.map((command) => `bash -e -c ${quoted(command)} || exit 1`).join('\n'),
    },
    {
      name: 'GitLab',
      file: '.gitlab-ci.yml',
      variables: test.variables,
      commands: test.script,
      script: (commands) => ['set -eo pipefail', ...commands].join('\n'),
    },
  ];
}
