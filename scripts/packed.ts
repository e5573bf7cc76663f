/**
 * `npm run test:packed`: installs the packed tarballs into an empty project, as a partner does, and makes a call from
 * ESM, CommonJS and TypeScript against the installed mock and the installed server.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { identity } from '../guichet.config.ts';
import { packAll } from './pack.ts';
import { type DemoCredential, createCredential } from './lib/demo.ts';
import { installFolder } from './lib/install.ts';
import { run, toolEnvironment, tsc } from './lib/run.ts';
import { files, root } from './lib/stamp.ts';
import { StepError } from './lib/steps.ts';
import { checkImage, checkStarter } from './lib/packed-copies.ts';
import { checkStub } from './lib/packed-stub.ts';
import { copyTasks, runTasks } from './lib/tasks.ts';

const { scope, slug, envPrefix } = identity;
const project = mkdtempSync(join(tmpdir(), `${slug}-packed-`));
/** A command that judges packages, of `test/packed/package.json`. */
const judge = (command: string) => join(root, 'test/packed/node_modules/.bin', command);
let checked = 0;

async function expectSuccess(
  title: string,
  command: string,
  args: readonly string[],
  { env = {}, cwd = project, says = /^/ }: { env?: NodeJS.ProcessEnv; cwd?: string; says?: RegExp } = {},
) {
  const { code, output } = await run(command, args, { cwd, env });
  if (code !== 0 || !says.test(output)) throw new StepError(`✗ ${title}\n${output}`);
  pass(`${title}${output.includes('first:') ? `  (${output.trim()})` : ''}`);
}

function pass(title: string): void {
  checked += 1;
  console.log(`✓ ${title}`);
}

/** Starts an installed command, and waits until it says where it listens. */
async function startInstalled(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(join(project, 'node_modules/.bin', command), args, {
    cwd: project,
    env: { ...toolEnvironment, ...env },
  });
  let text = '';
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk;
      const url = /(http:\/\/[\w.:[\]]+:\d+)/.exec(text)?.[1];
      if (url) resolve(url);
    });
  }
  const late = setTimeout(() => reject(new StepError(`${command} was not ready within 60 s:\n${text}`)), 60_000);
  child.once('exit', () => reject(new StepError(`${command} ended before it was ready:\n${text}`)));
  try {
    const url = await ready;
    return {
      url,
      printed: (pattern: RegExp) => pattern.exec(text)?.[1] ?? '',
      async stop() {
        if (child.exitCode !== null) return;
        child.kill('SIGTERM');
        await once(child, 'exit');
      },
    };
  } finally {
    clearTimeout(late);
  }
}

type Running = Awaited<ReturnType<typeof startInstalled>>;

/** The mock prints a credential; on the server a person creates one, with a token from the command line. */
async function credentialOf(command: string, running: Running, env: NodeJS.ProcessEnv): Promise<DemoCredential> {
  if (command === `${slug}-mock`) {
    return { clientId: running.printed(/client_id\s+(\S+)/), clientSecret: running.printed(/client_secret\s+(\S+)/) };
  }
  const { output } = await run(join(project, 'node_modules/.bin', command), ['token', '--user', 'lea'], {
    cwd: project,
    env,
  });
  return createCredential(running.url, output.trim());
}

const call = `const client = createClient();
const page = await client.collectivites.list({ limit: 2 });
if (page.data.length === 0) throw new Error('no rows');
console.log('first:', page.data[0].nom);`;

function writePrograms(): void {
  const write = (name: string, text: string) => writeFileSync(join(project, name), text);
  write('esm.mjs', `import { createClient } from '${scope}/sdk';\n${call}\n`);
  write('cjs.cjs', `const { createClient } = require('${scope}/sdk');\n(async () => {\n${call}\n})();\n`);
  write(
    'typed.ts',
    `import { createClient, isApiError, type Collectivite } from '${scope}/sdk';
import { createFetchClient } from '${scope}/sdk/openapi-fetch';
import { clientCredentials } from '${scope}/sdk/auth';
import { handlers } from '${scope}/sdk/testing';
import { startMockSession } from '${scope}/sdk/testing/mock';

const client = createClient();
const page = await client.collectivites.list({ limit: 2 });
const first: Collectivite | undefined = page.data[0];
if (!first) throw new Error('no rows');
const { data } = await createFetchClient().GET('/api/v1/collectivites/{collectiviteId}', { params: { path: { collectiviteId: first.id } } });
console.log('first:', data?.nom);
try {
  await client.collectivites.get({ collectiviteId: 2147483647 });
} catch (error) {
  if (!isApiError(error)) throw error;
}
// @ts-expect-error an unknown operation does not compile
client.collectivites.invent;
void clientCredentials;
void handlers;
void startMockSession;
`,
  );
  write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        target: 'es2023',
        module: 'nodenext',
        strict: true,
        noEmit: true,
        lib: ['es2023', 'dom'],
        types: [],
        skipLibCheck: false,
      },
      files: ['typed.ts'],
    }),
  );
}

async function main(): Promise<void> {
  await installFolder('test/packed');
  const tarballs = await packAll();
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'partner', private: true, type: 'module' }));
  writePrograms();
  copyTasks(project);
  console.log(`Installing ${tarballs.map((path) => basename(path)).join(', ')}`);
  await expectSuccess('the tarballs install into an empty project', 'npm', [
    'install',
    '--no-audit',
    '--no-fund',
    ...tarballs,
    'msw@3',
    '@types/node@24',
  ]);

  const env = { [`${envPrefix}DATA_DIR`]: join(project, 'data'), [`${envPrefix}LOG_LEVEL`]: 'warn' };
  for (const command of [`${slug}-mock`, `${slug}-server`]) {
    const running = await startInstalled(command, ['--port', '0'], env);
    try {
      const { clientId, clientSecret } = await credentialOf(command, running, env);
      const partner = {
        [`${envPrefix}BASE_URL`]: running.url,
        [`${envPrefix}CLIENT_ID`]: clientId,
        [`${envPrefix}CLIENT_SECRET`]: clientSecret,
      };
      await expectSuccess(`ESM calls ${command}`, 'node', ['esm.mjs'], { env: partner });
      await expectSuccess(`CommonJS calls ${command}`, 'node', ['cjs.cjs'], { env: partner });
      await expectSuccess(`TypeScript calls ${command}`, 'node', ['typed.ts'], { env: partner });
      if (command === `${slug}-server`) {
        const cwd = join(project, 'tasks');
        await runTasks(running.url, ({ title, args, says }) =>
          expectSuccess(`task: ${title}`, 'node', args, { env: partner, cwd, says }),
        );
      }
    } finally {
      await running.stop();
    }
  }
  for (const check of [checkStub, checkStarter, checkImage]) {
    // Beside the project, not in it: what is not installed there must not be found.
    const folder = mkdtempSync(join(tmpdir(), `${slug}-packed-`));
    try {
      await check(tarballs, folder, { expectSuccess, pass });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  for (const [version, compiler] of [
    ['6', join(root, 'node_modules/typescript/bin/tsc')],
    ['7', tsc],
  ] as const) {
    await expectSuccess(`a consumer compiles with TypeScript ${version}, without skipLibCheck`, 'node', [
      compiler,
      '--project',
      '.',
    ]);
  }
  await expectSuccess('the tasks of examples/tasks compile', 'node', [tsc, '--project', 'tasks']);

  for (const folder of files(['.build/packages/*/package.json']).map((file) =>
    file.slice(0, -'/package.json'.length),
  )) {
    await expectSuccess(`publint ${basename(folder)}`, judge('publint'), ['--strict', folder]);
  }
  for (const tarball of tarballs) {
    // No runtime that we support resolves as Node 10 did. The servers are ESM alone, by intent.
    const profile = /-(runtime|sdk)-\d/.test(tarball) ? 'node16' : 'esm-only';
    await expectSuccess(`attw ${basename(tarball)}`, judge('attw'), ['--profile', profile, tarball]);
  }
}

try {
  await main();
  console.log(`${checked} passed, 0 failed`);
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  console.log(`${checked} passed, 1 failed`);
  process.exitCode = 1;
} finally {
  rmSync(project, { recursive: true, force: true });
}
