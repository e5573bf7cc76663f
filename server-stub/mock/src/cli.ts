#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { identity } from '../../../guichet.config.ts';
import type { RunningMock } from './index.ts';
import { controlPath } from './control/control-path.ts';
import type { MockPerson } from './people/index.ts';
import { originOf, publicOrigin } from './origin.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { waitUntilReady } from './wait.ts';

const command = `${identity.slug}-mock`;
const portVariable = `${identity.envPrefix}MOCK_PORT`;

const help = `${command} [contract.yaml] [options]

Serves a mock of an OpenAPI 3 contract that issues and checks tokens. Without a contract: ${identity.title}'s own.

Options
  --port <number>   Port to listen on; 0 takes a free one (default ${portVariable}, else PORT, else ${identity.ports.mock})
  --host <address>  Address to listen on (default 127.0.0.1)
  --url <origin>    Origin that clients are given, and issuer of the tokens (default the address and port)
  --verbose         Log every request
  --wait            Start nothing: wait until the mock at --host and --port is ready
  --timeout <s>     Seconds that --wait waits (default 30)
  --help            Show this

In requests
  Prefer: code=404           answer with another status of the contract
  Prefer: example=lastPage   answer with a named example
  Prefer: dynamic=true       answer with a body invented from the schema
  Prefer: seed=7             invent the same body each time
  Prefer: wait=2             answer two seconds later (60 at most)

Control API, JSON at ${controlPath}; {id} is a client_id
  GET    /ready                       ready or not
  POST   /sessions                    a credential with a journal, counters, a clock and overrides of its own
  GET    /sessions/{id}               its state; DELETE ends it
  PUT    /sessions/{id}/overrides     other answers: [{ operationId, status, example, body, headers, delay, times }]; POST adds one
  POST   /sessions/{id}/clock         { advance } in seconds: tokens expire without sleeping
  GET    /sessions/{id}/journal       the calls that came, by operationId and status
  POST   /sessions/{id}/assertions    { operationId, status, query, body, headers, times, atLeast, atMost }
  POST   /sessions/{id}/reset         journal, counters, clock, overrides and scenario start over

Scenarios, for { scenario } of a session; each is a demo credential too
${describeScenarios('')}
`;

interface Arguments {
  contract?: string;
  port: number;
  host: string;
  url?: string;
  /** In milliseconds. */
  timeout: number;
  verbose: boolean;
  wait: boolean;
  help: boolean;
}

function readArguments(): Arguments {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      url: { type: 'string' },
      timeout: { type: 'string', default: '30' },
      verbose: { type: 'boolean', default: false },
      wait: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  const port = readPort(values.port);
  const timeout = Number(values.timeout) * 1000;
  if (!(timeout > 0 && timeout < Infinity))
    throw new TypeError(`--timeout ${values.timeout} is not a number of seconds.`);
  if (values.url !== undefined) publicOrigin(values.url);
  if (positionals.length > 1) throw new TypeError(`One contract at a time: ${positionals.join(', ')}.`);
  return { ...values, port, timeout, ...(positionals[0] === undefined ? {} : { contract: positionals[0] }) };
}

/** The option, else the variable of its own, else that of hosts and platforms, as all servers of the kit have it. */
function readPort(option: string | undefined): number {
  const sources: [name: string, text: string | undefined][] = [
    ['--port', option],
    ...[portVariable, 'PORT'].map((name): [string, string | undefined] => [name, process.env[name] || undefined]),
  ];
  const [name, text] = sources.find(([, given]) => given !== undefined) ?? ['', String(identity.ports.mock)];
  const port = Number(text);
  if (text?.trim() && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new TypeError(`${name} ${text} is not a port: give a number from 0 to 65535.`);
}

/** @param call - lines for a shell that make a first call */
function describe(mock: RunningMock, call: readonly string[]): string {
  const { contract, credential } = mock;
  const schemes = Object.values(contract.securitySchemes);
  const takesKeys = schemes.some(({ type, scheme }) => type === 'apiKey' || /^apikey$/i.test(scheme ?? ''));
  const lines = [
    `Mock of ${contract.operations.length} ${contract.operations.length === 1 ? 'operation' : 'operations'} at ${mock.url}`,
    '',
    `  client_id      ${credential.clientId}`,
    `  client_secret  ${credential.clientSecret}`,
    `  token URL      ${mock.tokenUrl}`,
    ...(takesKeys ? [`  API key        ${mock.apiKey}`] : []),
    ...(mock.person ? describePerson(mock.person) : []),
    '',
    '  With the same secret, clients that have bad days:',
    describeScenarios(`${credential.clientId}-`),
    '',
    ...call.map((line) => `  ${line}`),
  ];
  return lines.join('\n');
}

/** One line a scenario. @param prefix of the name */
function describeScenarios(prefix: string): string {
  const rows = Object.entries(scenarios).map(([name, { description }]) => [prefix + name, description] as const);
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, description]) => `  ${name.padEnd(width)}  ${description}`).join('\n');
}

const describePerson = ({ login, password, clientId }: MockPerson) => [
  '',
  `  To sign in     ${login}`,
  `  password       ${password}`,
  `  application    ${clientId}, a public client`,
];

function explain(error: unknown, { port, host }: Arguments): string {
  const { name, message } = error as Error;
  if (name === 'ContractError' || name === 'NotReadyError') return message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Pass another one with --port, or stop what listens there.`;
  if (code === 'EACCES') return `Port ${port} is reserved for administrators. Pass one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is not an address of this machine. Pass another one with --host.`;
  throw error;
}

async function run(options: Arguments): Promise<void> {
  if (options.help) return console.log(help);
  const { contract, port, host, url, timeout, verbose } = options;
  if (options.wait) return waitUntilReady(originOf(host, port), timeout);
  const docs = process.env[`${identity.envPrefix}DOCS_URL`];
  let mock: RunningMock | undefined;
  endOnSignal(() => mock);
  // Takes its time to load, which neither a signal nor --wait should wait for.
  const [{ startMock }, { sampleCall }] = await Promise.all([import('./index.ts'), import('@guichet/front')]);
  mock = await startMock({
    port,
    host,
    logger: verbose,
    ...(url === undefined ? {} : { url }),
    ...(contract === undefined ? {} : { contract }),
    ...(docs ? { docs } : {}),
  });
  for (const warning of mock.contract.warnings) console.warn(`Note: ${warning}`);
  console.log(describe(mock, sampleCall(mock.contract, mock)));
}

/** How long calls under way may take after a signal, in milliseconds. */
const patience = 1000;

/**
 * Ends in good order on a signal, even before the mock is there: process 1 of a container would otherwise not end at
 * all. A connection that somebody still holds does not keep it alive.
 */
function endOnSignal(running: () => RunningMock | undefined): void {
  const end = () => {
    const mock = running();
    if (!mock) process.exit();
    setTimeout(() => process.exit(), patience).unref();
    void mock.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
}

let options: Arguments | undefined;
try {
  options = readArguments();
  await run(options);
} catch (error) {
  const message = options ? explain(error, options) : `${(error as Error).message}\nTry ${command} --help.`;
  console.error(message);
  process.exitCode = 1;
}
