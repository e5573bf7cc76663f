/**
 * `npm start [-- --once]`: builds what changed, starts the reference server, the mock and the docs, makes the README's
 * first call through the built SDK, and stays up until Ctrl-C. With `--once` it ends after the first call.
 */
import { parseArgs } from 'node:util';
import { identity } from '../guichet.config.ts';
import { type DemoCredential, demoCredential } from './lib/demo.ts';
import { requirePorts } from './lib/ports.ts';
import { report } from './lib/progress.ts';
import { run } from './lib/run.ts';
import { claimSession } from './lib/session.ts';
import { steps } from './lib/plan.ts';
import { StepError, runSteps } from './lib/steps.ts';

const { title, envPrefix, ports } = identity;

/** What to undo at the end, last first. */
const undo: (() => unknown)[] = [];
let stopping: Promise<void> | undefined;

function stop(): Promise<void> {
  stopping ??= (async () => {
    for (const step of undo.reverse()) await step();
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

function farewell(urls: { server: string; mock: string; docs: string }, credential: DemoCredential): string {
  return `
${title} is open:

  server  ${urls.server}
  mock    ${urls.mock}
  docs    ${urls.docs}

  client_id      ${credential.clientId}
  client_secret  ${credential.clientSecret}

Next, ask for a token yourself:

  curl -u '${credential.clientId}:${credential.clientSecret}' -d grant_type=client_credentials ${urls.server}/oauth/token

Ctrl-C stops everything.`;
}

async function main(once: boolean): Promise<void> {
  undo.push(claimSession());
  await requirePorts(['server', 'mock', 'docs']);

  console.error(`${title}: building what changed`);
  await runSteps(steps, ['reference', 'mock', 'sdk', 'docs'], report);

  console.error(`${title}: opening the counter`);
  const [{ startServer }, { startMock }, { serveDocs }] = await Promise.all([
    import('@guichet/reference'),
    import('@guichet/mock'),
    import('../docs/src/serve.ts'),
  ]);
  const server = await startServer({ port: ports.server });
  undo.push(() => server.close());
  const mock = await startMock({ port: ports.mock });
  undo.push(() => mock.close());
  const docs = await serveDocs({ port: ports.docs });
  undo.push(() => docs.close());

  const credential = await demoCredential(server);
  console.error(`${title}: the first call, through the SDK\n`);
  await firstCall(credential, server.url);
  if (once) return;
  console.log(farewell({ server: server.url, mock: mock.url, docs: docs.url }, credential));
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  console.error(`\n${title}: closing`);
}

try {
  const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
  await main(values.once);
} catch (error) {
  const known = error instanceof StepError || (error as { expected?: boolean }).expected === true;
  console.error(`\n${known || process.env[`${envPrefix}DEBUG`] === undefined ? (error as Error).message : (error as Error).stack}`);
  process.exitCode = 1;
} finally {
  await stop();
}
