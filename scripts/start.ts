/**
 * `npm start [-- --once]`: builds what changed, starts the reference server, the registry of API keys and the mock, makes the
 * README's first call through the built SDK, opens the docs, and stays up until Ctrl-C. With `--once` it ends after the first
 * call, without the docs.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { identity } from '../guichet.config.ts';
import { type DemoCredential, demoCredential } from './lib/demo.ts';
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

function farewell(
  urls: { server: string; registry: string; mock: string; docs: string },
  credential: DemoCredential,
): string {
  return `
${title} is open:

  server    ${urls.server}
  registry  ${urls.registry}
  mock      ${urls.mock}
  docs      ${urls.docs}

A credential for server and mock:

  client_id      ${credential.clientId}
  client_secret  ${credential.clientSecret}

Next, ask for a token yourself:

  curl -u '${credential.clientId}:${credential.clientSecret}' -d grant_type=client_credentials ${urls.server}/oauth/token

Ctrl-C stops everything.`;
}

async function main(once: boolean): Promise<void> {
  undo.push(claimSession());
  const ports = kitPorts();
  await requirePorts(ports);

  console.error(`${title}: building what changed`);
  await runSteps(steps, ['reference', 'mock', 'sdk'], report);
  // The first call does not wait for the docs: they are built beside it.
  const docsBuilt = once ? undefined : run('node', ['scripts/build.ts', 'docs']);
  undo.push(() => docsBuilt);

  console.error(`${title}: opening the counter`);
  const [{ startServer }, { startMock }, { serveDocs }] = await Promise.all([
    import('@guichet/reference'),
    import('@guichet/mock'),
    import('../docs/src/serve.ts'),
  ]);
  // What stands in the environment is for programs of one's own; `npm start` is the same everywhere.
  const location = { dataDirectory, database: { kind: 'directory', path: join(dataDirectory, 'pg18') } } as const;
  const registryUrl = `http://localhost:${ports.registry}`;
  const starting = startRegistryProcess({
    port: ports.registry,
    issuer: `http://localhost:${ports.server}`,
    dataDirectory: join(dataDirectory, 'registry'),
  });
  const registry = starting.catch(() => undefined);
  undo.push(async () => (await registry)?.close());
  // The server reads it as it would anywhere: the registry is a system of its own.
  process.env[`${envPrefix}REGISTRY_URL`] = registryUrl;
  const server = await startServer({ port: ports.server, logLevel: 'warn', ...location });
  undo.push(() => server.close());
  await starting;
  const credential = await demoCredential(server, dataDirectory);
  // The same credential opens both, so that one line tries either.
  const mock = await startMock({ port: ports.mock, clients: [credential] });
  undo.push(() => mock.close());
  console.error(`${title}: the first call, through the SDK\n`);
  await firstCall(credential, server.url);
  if (!docsBuilt) return;
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

try {
  const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
  await main(values.once);
} catch (error) {
  // Errors of our own say what to do; anything else is a bug, and shows where.
  const known =
    error instanceof StepError || ['ConfigError', 'StoreError', 'ListenError'].includes((error as Error).name);
  console.error(`\n${known ? (error as Error).message : (error as Error).stack}`);
  process.exitCode = 1;
} finally {
  await stop();
}
