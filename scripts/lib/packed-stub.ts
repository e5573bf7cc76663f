import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { identity } from '../../guichet.config.ts';
import { freePort } from '../../server-stub/reference/src/listening.ts';
import { renameIdentity } from '../../spec/plugins/identity.js';
import type { Checks } from './packed-copies.ts';
import { toolEnvironment } from './run.ts';
import { files, root } from './stamp.ts';
import { StepError } from './steps.ts';

const source = join(root, 'server-stub/stub');

/**
 * The stub as one begins with it: the folder is copied, installed from the tarballs as its README says, started, and asked
 * for a token, for a resource, and for one without a handler.
 *
 * @throws StepError that shows what failed
 */
export async function checkStub(tarballs: readonly string[], cwd: string, checks: Checks): Promise<void> {
  for (const file of files(['server-stub/stub/{*,src/**/*}'])) {
    const target = join(cwd, file.slice(source.length + 1));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, renameIdentity(readFileSync(file, 'utf8'), identity));
  }
  const install = ['install', '--no-audit', '--no-fund', ...tarballs];
  await checks.expectSuccess('stub: a copy installs from the tarballs', 'npm', install, { cwd });

  const port = await freePort('localhost');
  const child = spawn('npm', ['start'], { cwd, detached: true, env: { ...toolEnvironment, PORT: String(port) } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (said += chunk));
  const ended = once(child, 'exit');
  try {
    const origin = `http://localhost:${port}`;
    const failed = ended.then(() => Promise.reject(new StepError(`✗ stub: it ended:\n${said}`)));
    // At last it ends by what is done here, and nobody waits for that any more.
    failed.catch(() => {});
    const late = AbortSignal.timeout(60_000);
    while (!said.includes(`operations at ${origin}`)) {
      await Promise.race([failed, new Promise((resolve) => setTimeout(resolve, 20))]);
      if (late.aborted) throw new StepError(`✗ stub: not ready within 60 s:\n${said}`);
    }
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const basic = `Basic ${Buffer.from('reader:secret-of-the-reader').toString('base64')}`;
    const answer = await fetch(`${origin}/oauth/token`, { method: 'POST', body, headers: { authorization: basic } });
    const { access_token } = (await answer.json()) as { access_token?: string };
    const headers = { authorization: `Bearer ${access_token}` };
    const [list, one] = [await fetch(`${origin}/books`, { headers }), await fetch(`${origin}/books/1`, { headers })];
    const got = [list.status, one.status, one.headers.get('x-answered-by')];
    if (String(got) !== '200,200,contract-example') throw new StepError(`✗ stub: it answered ${String(got)}\n${said}`);
    checks.pass('stub: the copy starts, gives a token, answers by handler and by example');
  } finally {
    // npm starts a shell, and that the server.
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
}
