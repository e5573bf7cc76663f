/**
 * `npm start [-- --once]`: builds what changed, starts the reference server, the registry of API keys and the mock, makes the
 * README's first call through the built SDK, opens the docs, and stays up until Ctrl-C. With `--once` it ends after the first
 * call, without the docs.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { identity } from '../guichet.config.ts';
import { type DemoCredential, demoCredential } from './lib/demo.ts';
import { asDemonstration } from './lib/demonstration.ts';
import { farewell } from './lib/farewell.ts';
import { kitPorts, requirePorts } from './lib/ports.ts';
import { report } from './lib/progress.ts';
import { startRegistryProcess } from './lib/registry.ts';
import { run } from './lib/run.ts';
import { claimSession, dataDirectory } from './lib/session.ts';
import { steps } from './lib/plan.ts';
import { StepError, runSteps } from './lib/steps.ts';

const { title, envPrefix } = identity;

/** What to undo at the end, last first. */
const undo: (() => unknown)[] = [];
let stopping: Promise<void> | undefined;

function stop(): Promise<void> {
  stopping ??= (async () => {
    for (const step of undo.toReversed()) await step();
  })();
  return stopping;
}

async function firstCall({ clientId, clientSecret }: DemoCredential, baseUrl: string): Promise<void> {
  const { code } = await run('node', ['examples/first-call/first-call.ts'], {
    echo: true,
    env: {
      [`${envPrefix}BASE_URL`]: baseUrl,
      [`${envPrefix}CLIENT_ID`]: clientId,
      [`${envPrefix}CLIENT_SECRET`]: clientSecret,
    },
  });
  if (code !== 0) throw new StepError('The first call failed; see above.');
}

async function main(once: boolean): Promise<void> {
  undo.push(claimSession());
  const ports = kitPorts();
  await requirePorts(ports);

  console.error(`${title}: building what changed`);
  await runSteps(steps, ['reference', 'mock', 'sdk'], report);
  // The first call does not wait for the docs: they are built meanwhile.
  const docsBuilt = once ? undefined : run('node', ['scripts/build.ts', 'docs']);
  undo.push(() => docsBuilt);

  console.error(`${title}: opening the counter`);
  const [{ startServer }, { startMock }, { serveDocs }] = await Promise.all([
    import('@guichet/reference'),
    import('@guichet/mock'),
    import('../docs/src/serve.ts'),
  ]);
  // What stands in the environment is for programs of one's own; `npm start` is the same everywhere.
  delete process.env['PORT'];
  const location = {
    dataDirectory,
    database: { kind: 'directory', path: join(dataDirectory, 'pg18') },
    peppers: undefined,
  } as const;
  const docsUrl = `http://127.0.0.1:${ports.docs}/`;
  const registryUrl = `http://localhost:${ports.registry}`;
  const starting = startRegistryProcess({
    port: ports.registry,
    issuer: `http://localhost:${ports.server}`,
    dataDirectory: join(dataDirectory, 'registry'),
    docsUrl: `${docsUrl}registry.html`,
  });
  const registry = starting.catch(() => undefined);
  undo.push(async () => (await registry)?.close());
  // The server reads it as it would anywhere: the registry is a system of its own.
  process.env[`${envPrefix}REGISTRY_URL`] = registryUrl;
  const server = await startServer({ port: ports.server, docsUrl, logLevel: 'warn', ...location });
  undo.push(() => server.close());
  await starting;
  const credential = await demoCredential(server, dataDirectory);
  // The same credential opens both, so that one line tries either.
  const mock = await startMock({ port: ports.mock, docs: docsUrl, clients: [credential] });
  undo.push(() => mock.close());
  console.error(`${title}: the first call, through the SDK\n`);
  await firstCall(credential, server.url);
  if (!docsBuilt) {
    console.error(`\nThat was the first call. \`npm start\` leaves server, registry, mock and docs open for yours.`);
    return;
  }
  const { code, output } = await docsBuilt;
  if (code !== 0) throw new StepError(`The docs could not be built:\n\n${output}`);
  const docs = await serveDocs({ port: ports.docs });
  undo.push(() => docs.close());
  console.log(farewell({ server: server.url, registry: registryUrl, mock: mock.url, docs: docs.url }, credential));
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  console.error(`\n${title}: closing`);
}

/** @throws StepError for an unknown option */
function readArguments(): { once: boolean } {
  try {
    return parseArgs({ options: { once: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    const [what] = (error as Error).message.split(/\.\s/);
    throw new StepError(
      `${what}. Use \`npm start\`, which stays open, or \`npm start -- --once\`, which ends after the first call.`,
    );
  }
}

try {
  await main(readArguments().once);
} catch (thrown) {
  const error = asDemonstration(thrown, dataDirectory);
  // Errors of our own say what to do; anything else is a bug, and shows where.
  const known =
    error instanceof StepError || ['ConfigError', 'StoreError', 'ListenError'].includes((error as Error).name);
  console.error(`\n${known ? (error as Error).message : (error as Error).stack}`);
  process.exitCode = 1;
} finally {
  await stop();
}
