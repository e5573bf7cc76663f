import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startRegistry } from '@guichet/reference';
import { identity } from '../../guichet.config.ts';
import { type RunResult, run, toolEnvironment } from '../../scripts/lib/run.ts';
import { root } from '../../scripts/lib/stamp.ts';
import { testConfig } from '../../server-stub/reference/test/support/app.ts';
import { databases } from '../../server-stub/reference/test/support/databases.ts';
import { furnish, password } from '../../server-stub/reference/test/support/counter.ts';
import { openServer, tokenOf } from './counters.ts';
import { environmentOf } from './program.ts';
import { WebBrowser } from './web-browser.ts';

/** What not everybody may do. */
const forAdministrators = /^(credentials\.auditEvents|registeredClients|clients|apiKeys)\./;
const ofRegistry = /^(clients|apiKeys)\./;

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

export type SampleRoom = Awaited<ReturnType<typeof openSampleRoom>>;

/** Everything that a reader of the docs has before them: the server, the registry, credentials, a person who signs in. */
export async function openSampleRoom() {
  const counter = await openServer(testConfig.peppers ? { peppers: testConfig.peppers } : {});
  await furnish(counter.server.db);
  const issuer = counter.url;
  const database = await databases[0]!.create();
  const registry = await startRegistry({ port: 0, database: database.location, issuer, logLevel: 'silent' });
  const { administrator } = counter;
  const administratorToken = await tokenOf({
    ...counter,
    requestToken: () => counter.requestToken({ id: administrator.clientId, secret: administrator.clientSecret }),
  });

  const post = async (url: string, body: object, token: string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };

  async function newClient() {
    const wish = { name: 'Sample', contact_email: 'team@partner.example', scopes: ['collectivites.read'] };
    const { client_id = '' } = await post(`${registry.url}/clients`, wish, administratorToken);
    const { api_key = '' } = await post(`${registry.url}/clients/${client_id}/api-key`, {}, administratorToken);
    return { CLIENT_ID: client_id, API_KEY: api_key };
  }

  async function newCredential(token: string, operationId: string) {
    const url = `${counter.url}/api/v1/credentials`;
    const wish = { name: 'Sample', permission_set: 'read_only', expires_at: inHours(1) };
    const { client_id = '' } = await post(url, wish, token);
    if (operationId !== 'credentials.secrets.delete') return { CLIENT_ID: client_id };
    // The last secret that works cannot be deleted.
    const { secret_id = '' } = await post(`${url}/${client_id}/secrets`, { grace_period_seconds: 60 }, token);
    return { CLIENT_ID: client_id, SECRET_ID: secret_id };
  }

  return {
    /** The variables of a sample: a caller, and something of theirs to work on, so that no sample finds what another left. */
    async environment(operationId: string): Promise<NodeJS.ProcessEnv> {
      const isAdministrator = forAdministrators.test(operationId);
      const token = isAdministrator ? administratorToken : await tokenOf(counter);
      const things = ofRegistry.test(operationId) ? await newClient() : await newCredential(token, operationId);
      return {
        ...environmentOf(isAdministrator ? { ...counter, ...administrator } : counter),
        [`${identity.envPrefix}REGISTRY_URL`]: registry.url,
        APP_CLIENT_ID: `${identity.slug}-cli`,
        EXPIRES_AT: inHours(2),
        TOKEN: token,
        ...things,
      };
    },
    /** Léa opens an address in her browser, and signs in where she is asked to; answers where she ends up. */
    async signIn(address: string): Promise<URL> {
      const browser = await new WebBrowser(counter.url).open(address);
      await browser.submit(/sign-in\/[^/]+$/, { login: 'lea', password });
      await browser.submit(/sign-in\/[^/]+$/);
      return new URL(browser.url);
    },
    /** She types the code of a device, and lets it in. */
    async enterUserCode(address: string, userCode: string): Promise<void> {
      const browser = await new WebBrowser(counter.url).open(address);
      await browser.submit(/device$/, { user_code: userCode });
      await browser.submit(/device$/, { confirm: 'yes' });
      await browser.submit(/sign-in\/[^/]+$/, { login: 'lea', password });
      await browser.submit(/sign-in\/[^/]+$/);
    },
    async close() {
      await registry.close();
      await database.drop();
      await counter.close();
    },
  };
}

/** Runs a program, and reports what it has printed so far each time it prints. */
export function watch(file: string, env: NodeJS.ProcessEnv, onOutput: (text: string) => void): Promise<RunResult> {
  const child = spawn('node', [file], { cwd: root, env: { ...toolEnvironment, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => onOutput((output += chunk)));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a sample as a reader pastes it into a shell. Nothing is changed in it: a `curl` that comes first in the path
 * writes the head of each answer down.
 *
 * @returns what it printed, and the status of each answer
 */
export async function paste(source: string, env: NodeJS.ProcessEnv): Promise<RunResult & { statuses: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'curl-'));
  const [bin, heads] = [join(folder, 'bin'), join(folder, 'heads')];
  try {
    for (const name of [bin, heads]) mkdirSync(name);
    const path = toolEnvironment['PATH'] ?? '';
    const wrapper = `#!/bin/sh\nPATH='${path}' exec curl --silent --show-error --dump-header '${heads}'/$$ "$@"\n`;
    writeFileSync(join(bin, 'curl'), wrapper, { mode: 0o755 });
    const result = await run('bash', ['-euo', 'pipefail', '-c', source], {
      env: { ...env, PATH: [bin, path].join(delimiter), HOME: folder },
    });
    const statuses = readdirSync(heads).map((name) =>
      Number(/^HTTP\/\S+ (\d+)/.exec(readFileSync(join(heads, name), 'utf8'))?.[1]),
    );
    return { ...result, statuses };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
