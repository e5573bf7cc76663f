import { copyFileSync, readFileSync } from 'node:fs';
import { basename, join, matchesGlob } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { liveAsContainer, readMockImage } from './mock-image.ts';
import { runOffline } from './offline.ts';
import { run } from './run.ts';
import { copyStarter, installFrom, pipelines } from './starter.ts';
import { StepError } from './steps.ts';

/** How a check of the packed packages reports what it found. */
export interface Checks {
  /** @throws StepError with the command's output when it fails */
  expectSuccess(title: string, command: string, args: readonly string[], options: { cwd: string }): Promise<void>;
  pass(title: string): void;
}

/**
 * The starter as a partner has it: copied into an empty folder, installed once, and tested without a network by the commands
 * of its CI files.
 *
 * @throws StepError that shows what failed
 */
export async function checkStarter(tarballs: readonly string[], cwd: string, checks: Checks): Promise<void> {
  copyStarter(cwd);
  installFrom(cwd, tarballs);
  await checks.expectSuccess('starter: npm install', 'npm', ['install', '--no-audit', '--no-fund'], { cwd });
  for (const { name, commands, script, variables } of pipelines(cwd)) {
    const [install = '', ...rest] = commands;
    await installAgain(`starter: ${name}: ${install}`, install, cwd, checks);
    const { code, output } = await runOffline(script(rest), { cwd, env: variables });
    const [, passed] = /Tests\D+(\d+) passed/.exec(stripVTControlCharacters(output)) ?? [];
    if (code !== 0 || passed === undefined) throw new StepError(`✗ starter: ${name}\n${output}`);
    checks.pass(`starter: ${name}, offline: ${rest.join('; ')} (${passed} tests)`);
  }
}

/**
 * By the command of a CI file. Where the registry lacks an optional package of another system, `npm install` leaves it out of the
 * lock file, and `npm ci` then refuses that file, naming the package without a version: what was installed before stays.
 */
async function installAgain(title: string, command: string, cwd: string, checks: Checks): Promise<void> {
  const { code, output } = await run('bash', ['-c', command], { cwd });
  const missing = [...output.matchAll(/Missing: (\S+)@(\S*) from lock file/g)];
  if (code !== 0 && missing.length > 0 && missing.every(([, , version]) => version === '')) {
    const names = missing.map(([, name]) => name).join(', ');
    return checks.pass(`${title}: not possible here, since the registry lacks ${names}`);
  }
  if (code !== 0) throw new StepError(`✗ ${title}\n${output}`);
  checks.pass(title);
}

/** Most that an installation of the mock may bring: a little over what it brought when this was written. */
const most = { packages: 250, megabytes: 100 };

/**
 * The mock's image, made by the commands of its Dockerfile in an empty folder: it is small, ready and healthy, and ends.
 *
 * @throws StepError that shows what failed
 */
export async function checkImage(tarballs: readonly string[], cwd: string, checks: Checks): Promise<void> {
  const { copied, install, port } = readMockImage();
  for (const path of tarballs.filter((file) => copied.some((pattern) => matchesGlob(basename(file), pattern)))) {
    copyFileSync(path, join(cwd, basename(path)));
  }
  await checks.expectSuccess(`image: ${install}`, 'bash', ['-c', install], { cwd });
  const lock = JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8')) as { packages: object };
  const packages = Object.keys(lock.packages).length - 1;
  const megabytes = Number.parseInt((await run('du', ['-sm', 'node_modules'], { cwd })).output, 10);
  if (packages > most.packages || megabytes > most.megabytes) {
    throw new StepError(`✗ image: ${packages} packages, ${megabytes} MB, more than ${JSON.stringify(most)}`);
  }
  const life = await liveAsContainer(cwd);
  const healthy = life.healthBefore === 1 && life.healthReady === 0 && life.healthAfter === 1;
  if (!healthy || life.exit !== 0 || life.issuer !== `http://localhost:${port}`) {
    throw new StepError(`✗ image: ${JSON.stringify(life)}`);
  }
  const { ready, ended } = life;
  checks.pass(`image: ${packages} packages, ${megabytes} MB; ready after ${ready} ms, ended after ${ended} ms`);
}
