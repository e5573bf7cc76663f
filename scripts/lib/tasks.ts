import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { identity } from '../../guichet.config.ts';
import { openProxy } from '../../sdk/runtime/test/support/network.ts';
import { renameIdentity } from '../../spec/plugins/identity.js';
import { files } from './stamp.ts';

/** A run of a program of `examples/tasks/`, and what it has to say. */
export interface TaskRun {
  title: string;
  args: readonly string[];
  says: RegExp;
}

/** Puts the programs into an installed project, under the configured identity, with what tsc needs. */
export function copyTasks(project: string): void {
  const folder = join(project, 'tasks');
  mkdirSync(folder, { recursive: true });
  for (const file of files(['examples/tasks/*.ts'])) {
    writeFileSync(join(folder, basename(file)), renameIdentity(readFileSync(file, 'utf8'), identity));
  }
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    lib: ['es2023', 'dom', 'dom.asynciterable'],
    types: ['node'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
}

/**
 * Ten tasks of partners against a running server. The last one ends the secret that all ran with.
 *
 * @param perform runs a program with the partner's credential in its environment
 */
export async function runTasks(url: string, perform: (task: TaskRun) => Promise<void>): Promise<void> {
  const proxy = await openProxy({ credentials: 'office:let-me-out' });
  const proxyUrl = (user: string) => `http://${user}@127.0.0.1:${proxy.port}`;
  const task = (title: string, says: RegExp, ...args: string[]): TaskRun => ({ title, args, says });
  const tasks = [
    task('lists all EPCI into a CSV', /^1255 EPCI written/, 'epci-to-csv.ts', 'epci.csv'),
    task('pulls everything once', /^[1-9]\d* changed, \d+ removed since ever/, 'nightly-delta.ts', 'state.json'),
    task('pulls nothing when nothing changed', /^0 changed, 0 removed since 2/, 'nightly-delta.ts', 'state.json'),
    task('writes a batch', /^1 value written/, 'upsert-batch.ts', '2024', '12.5'),
    task('writes it once more and changes nothing', /^1 value written/, 'upsert-batch.ts', '2024', '12.5'),
    task('is told what is wrong with a batch', /#\/valeurs\/0[^]*nothing written: 4/, 'upsert-batch.ts', '24', '1'),
    task('pulls the one change', /^1 changed, 0 removed since 2/, 'nightly-delta.ts', 'state.json'),
    task(
      'tells failures apart',
      /^1 .+\n2147483647 nobody\n0 no id: collectiviteId/,
      'name-or-nothing.ts',
      '1',
      '2147483647',
      '0',
    ),
    task('gets a token for all cron jobs', /collectivites, 1 token requests/, 'cron-job.ts', 'tokens'),
    task('uses the token of another process', /collectivites, 0 token requests/, 'cron-job.ts', 'tokens'),
    task('goes through a proxy', /^through the proxy: \d+/, 'behind-proxy.ts', proxyUrl('office:let-me-out')),
    task(
      'is told that the proxy wants a password',
      /^not through: PROXY_407 /,
      'behind-proxy.ts',
      proxyUrl('nobody:x'),
    ),
    task('counts stars by openapi-fetch', /^\*+ \d+\n/, 'stars.ts', 'cae'),
    task('calls another API', /^\[ 200, 200, 200 \] 403 \[ 'collectivites.read' \] true/, 'another-api.ts', url),
    task('is tested with MSW', /pass 5\n[^]*fail 0/, '--test', 'report.test.ts'),
    task('replaces its secret', /^1 old secret ended, then invalid_client\n/, 'replace-credential.ts'),
  ];
  try {
    for (const one of tasks) await perform(one);
  } finally {
    await proxy.close();
  }
}
