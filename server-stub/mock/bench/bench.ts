/** `npm run bench -w @guichet/mock`: requests a second of this mock and of `prism mock`, on the same contract. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Client } from 'undici';
import { installFolder } from '../../../scripts/lib/install.ts';
import { quantile, shuffled } from '../../../scripts/lib/statistics.ts';
import { prismCommand } from '../../../test/peers/prism.ts';

const { values } = parseArgs({
  options: {
    /** Each round gives one ratio. */
    rounds: { type: 'string', default: '9' },
    /** Requests to each mock in a round. */
    requests: { type: 'string', default: '2000' },
  },
});
const rounds = Number(values.rounds);
const requests = Number(values.requests);
const connections = 8;

const path = (relative: string) => new URL(relative, import.meta.url).pathname;
const contract = path('../../../spec/dist/public.json');

interface Target {
  name: string;
  process: ChildProcess;
  origin: string;
  path: string;
  headers: Record<string, string>;
}

/** What a command prints is read on to its end: who writes into a pipe that nobody reads stands still. */
function untilPrinted(child: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  let output = '';
  return new Promise((done, fail) => {
    child.once('close', () => fail(new Error(`It ended before it was ready:\n${output}`)));
    child.stdout?.on('data', (chunk) => {
      if (output.length < 100_000) output += String(chunk);
      const found = wanted.exec(output);
      if (found) done(found);
    });
  });
}

async function startOurs(): Promise<Target> {
  const child = spawn(process.execPath, [path('../dist/cli.js'), contract, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [, id = '', secret = '', tokenUrl = ''] = await untilPrinted(
    child,
    /client_id +(\S+)\s+client_secret +(\S+)\s+token URL +(\S+)/,
  );
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const origin = new URL(tokenUrl).origin;
  return {
    name: 'ours',
    process: child,
    origin,
    path: '/api/v1/collectivites',
    headers: { authorization: `Bearer ${token}` },
  };
}

async function startPrism(port: number): Promise<Target> {
  const child = spawn(
    process.execPath,
    [prismCommand, 'mock', contract, '--port', String(port), '--host', '127.0.0.1'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await untilPrinted(child, /is listening on/);
  // Prism asks for a token, and takes any.
  return {
    name: 'prism mock',
    process: child,
    origin: `http://127.0.0.1:${port}`,
    path: '/collectivites',
    headers: { authorization: 'Bearer any' },
  };
}

/** Requests a second, each sent as soon as the one before on its connection is answered. */
async function rate(target: Target, headers: Record<string, string>): Promise<number> {
  let left = requests;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client(target.origin, { pipelining: 1 });
      for (; left > 0; left -= 1) {
        const { statusCode, body } = await client.request({
          method: 'GET',
          path: target.path,
          headers: { ...target.headers, ...headers },
        });
        const text = await body.text();
        if (statusCode !== 200) throw new Error(`${target.name} answered ${statusCode}: ${text.slice(0, 300)}`);
      }
      await client.close();
    }),
  );
  return requests / ((performance.now() - began) / 1000);
}

await installFolder('test/peers');
const targets = [await startOurs(), await startPrism(Number(process.env['PRISM_PORT'] ?? 4819))];
try {
  for (const target of targets) await rate(target, {});
  const rates = new Map(targets.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1)
    for (const target of shuffled(targets)) rates.get(target.name)!.push(await rate(target, {}));
  const [ours, prism] = [...rates.values()] as [number[], number[]];
  const ratios = ours.map((value, round) => value / prism[round]!);
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(1));
  console.log(`examples: ours ${Math.round(quantile(ours, 0.5))}/s, prism mock ${Math.round(quantile(prism, 0.5))}/s`);
  console.log(`  ${median} times Prism's rate (quartiles ${low} to ${high}), ${rounds} rounds of ${requests} requests`);
  // Not beside Prism's: it was not seen to answer many of these at once within a minute.
  const [first] = targets as [Target];
  const invented: number[] = [];
  for (let round = 0; round < rounds; round += 1) invented.push(await rate(first, { prefer: 'dynamic=true' }));
  console.log(`invented bodies (Prefer: dynamic=true): ours ${Math.round(quantile(invented, 0.5))}/s`);
} finally {
  for (const { process: child } of targets) {
    const closed = once(child, 'close');
    if (child.kill('SIGTERM')) await closed;
  }
}
