import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import { steps } from '../../scripts/lib/plan.ts';
import { run, toolEnvironment } from '../../scripts/lib/run.ts';
import { root } from '../../scripts/lib/stamp.ts';
import { runSteps } from '../../scripts/lib/steps.ts';
import { type ComposeService, readCompose, readImage } from './compose.ts';
import { createComposeDatabases, databasesMissing } from './databases.ts';

const caddyVersion = spawnSync('caddy', ['version'], { encoding: 'utf8' });

/** Whether this Caddy tries elsewhere a POST that a server did not take (caddyserver/caddy#7547). */
export const repeatsPosts =
  (/^v?(\d+)\.(\d+)\.(\d+)/.exec(caddyVersion.stdout ?? '') ?? [])
    .slice(1)
    .reduce((sum, part) => sum * 1_000 + Number(part), 0) >= 2_011_002;

/** Why the services of the compose file cannot be started here, undefined when they can. */
export const topologyMissing = caddyVersion.status === 0 ? databasesMissing() : 'caddy: apt-get install caddy';

/** Hosts of the compose file; here each is a port of loopback. */
const services = ['server-1', 'server-2', 'registry'] as const;
type ServiceName = (typeof services)[number];

export interface Service {
  child: ChildProcess;
  /** What it has written, over all its runs. */
  log(): string;
  start(): Promise<void>;
  /** @returns its exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface Topology {
  /** The origin of the proxy, as clients know it. */
  url: string;
  registryUrl: string;
  /** File with the authority of the proxy's certificate. */
  authority: string;
  services: Record<ServiceName, Service>;
  /** Runs a command of the server, as `docker compose exec server-1` does. */
  command(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/**
 * The services of deploy/compose.yaml as processes: the built server with the environment that its container would have, databases
 * made by the same script, and Debian's Caddy with the same Caddyfile. Nothing is changed in them but addresses, and what the
 * Caddyfile offers in comments is in force.
 *
 * @param settings - for `.env`, beside what it must have
 * @param clientAuthority - whose client certificates count, in PEM
 */
export async function openTopology(settings: Record<string, string>, clientAuthority: string): Promise<Topology> {
  await runSteps(steps, ['reference'], () => {});
  const folder = mkdtempSync(join(tmpdir(), 'topology-'));
  const [proxy, registryProxy, plain, admin, inner, ...ports] = await freePorts(5 + services.length);
  const url = `https://localhost:${proxy}`;
  const registryUrl = `https://localhost:${registryProxy}`;
  const password = () => randomBytes(24).toString('hex');
  const env = {
    GUICHET_ISSUER: url,
    REGISTRY_ORIGIN: registryUrl,
    GUICHET_PEPPER: `1:${randomBytes(32).toString('base64')}`,
    POSTGRES_PASSWORD: password(),
    SERVER_DATABASE_PASSWORD: password(),
    REGISTRY_DATABASE_PASSWORD: password(),
    ...settings,
  };
  const compose = readCompose(env);
  const databases = createComposeDatabases(compose['postgres']!.environment);
  const undo: (() => Promise<unknown> | void)[] = [
    () => rmSync(folder, { recursive: true, force: true }),
    () => databases.drop(),
  ];
  const close = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };

  /** Addresses of containers are ports of this machine. */
  function here(text: string): string {
    if (text.startsWith('postgres://')) return databases.locate(text);
    let local = text
      .replaceAll('172.31.80.2', '127.0.0.1')
      .replaceAll('0.0.0.0', '127.0.0.1')
      .replaceAll(/caddy:\d+/g, `127.0.0.1:${inner}`);
    for (const [index, name] of services.entries()) {
      local = local.replaceAll(new RegExp(`${name}:\\d+`, 'g'), `127.0.0.1:${ports[index]}`);
    }
    return local;
  }

  const environmentOf = ({ environment }: ComposeService, port: number) => {
    const all = { ...readImage().environment, ...environment };
    const local = Object.entries(all).map(([name, value]) => [name, here(value)]);
    return {
      PATH: toolEnvironment['PATH'],
      ...Object.fromEntries(local),
      PORT: String(port),
      GUICHET_DATA_DIR: join(folder, 'data'),
      // The registry asks the issuer for its keys.
      NODE_EXTRA_CA_CERTS: authority,
    } as NodeJS.ProcessEnv;
  };

  const storage = join(folder, 'caddy');
  const authority = join(storage, 'caddy/pki/authorities/local/root.crt');
  try {
    const caddyfile = join(folder, 'Caddyfile');
    const clientCa = join(folder, 'client-ca.pem');
    writeFileSync(clientCa, clientAuthority);
    const offered = readFileSync(join(root, 'deploy/Caddyfile'), 'utf8')
      .replace(/^\t# tls \{\n[\s\S]*?^\t# \}\n/m, (block) => block.replaceAll('\t# ', '\t'))
      .replace('/etc/caddy/client-ca.pem', clientCa);
    writeFileSync(caddyfile, here(offered));
    const caddy = service(undo, {
      command: ['caddy', 'run', '--config', caddyfile, '--adapter', 'caddyfile'],
      env: {
        ...compose['caddy']!.environment,
        PATH: process.env['PATH'],
        HTTP_PORT: String(plain),
        CADDY_ADMIN: `127.0.0.1:${admin}`,
        XDG_DATA_HOME: storage,
        XDG_CONFIG_HOME: storage,
        HOME: storage,
      },
      ready: () => existsSync(authority),
    });
    await caddy.start();

    const started = {} as Record<ServiceName, Service>;
    for (const [index, name] of services.entries()) {
      const definition = compose[name]!;
      const port = ports[index]!;
      const [node = '', ...args] = definition.command.length > 0 ? definition.command : readImage().command;
      started[name] = service(undo, {
        command: [node, ...args],
        env: environmentOf(definition, port),
        ready: () =>
          fetch(`http://127.0.0.1:${port}/readyz`).then(
            ({ ok }) => ok,
            () => false,
          ),
      });
    }
    // All at the same time, as containers do.
    await Promise.all(Object.values(started).map((one) => one.start()));
    // The proxy asks them every second: until then it answers 503, though all are ready.
    for (const origin of [url, registryUrl]) await untilPassedOn(origin, readFileSync(authority, 'utf8'));

    return {
      url,
      registryUrl,
      authority,
      services: started,
      async command(...args) {
        const { code, output } = await run('node', ['dist/cli.js', ...args], {
          cwd: place,
          env: environmentOf(compose['server-1']!, ports[0]!),
        });
        if (code !== 0) throw new Error(output);
        return output;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Resolves once a proxy passes every request on: where every other one fails, twenty do not succeed one after the other.
 *
 * @param authority - of its certificate, in PEM
 * @throws Error after a minute
 */
export async function untilPassedOn(origin: string, authority: string): Promise<void> {
  const dispatcher = new Agent({ connect: { ca: authority } });
  const late = AbortSignal.timeout(60_000);
  try {
    for (let row = 0; row < 20;) {
      // A POST with a body, which the proxy does not try elsewhere. Refused is passed on.
      const body = new URLSearchParams({ grant_type: 'client_credentials' });
      const response = await fetch(`${origin}/oauth/token`, { method: 'POST', body, dispatcher, signal: late });
      await response.body?.cancel();
      row = response.status < 500 ? row + 1 : 0;
    }
  } finally {
    await dispatcher.close();
  }
}

/** Where the commands of the containers are run. */
const place = join(root, 'server-stub/reference');

interface ServiceOptions {
  command: string[];
  env: NodeJS.ProcessEnv;
  ready(): boolean | Promise<boolean>;
}

function service(
  undo: (() => Promise<unknown> | void)[],
  { command: [program = '', ...args], env, ready }: ServiceOptions,
) {
  let log = '';
  const it: Service = {
    child: undefined as unknown as ChildProcess,
    log: () => log,
    async start() {
      const child = spawn(program, args, { cwd: place, env, stdio: ['ignore', 'pipe', 'pipe'] });
      it.child = child;
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk));
      const deadline = Date.now() + 60_000;
      while (!(await ready())) {
        if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${program} does not start:\n${log}`);
        await delay(100);
      }
    },
    async stop(signal = 'SIGTERM') {
      const { child } = it;
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      // Its last words included: they would count as those of its next run.
      const end = once(child, 'close');
      child.kill(signal);
      const [code] = (await end) as [number | null];
      return code;
    },
  };
  undo.push(() => (it.child === undefined ? Promise.resolve(null) : it.stop()));
  return it;
}

async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer().listen(0, '127.0.0.1');
      await once(probe, 'listening');
      return probe;
    }),
  );
  const ports = probes.map((probe) => (probe.address() as { port: number }).port);
  await Promise.all(probes.map((probe) => new Promise((closed) => probe.close(closed))));
  return ports;
}
