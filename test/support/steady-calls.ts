/**
 * A program that calls without a pause, by the SDK and by bare requests, until SIGTERM; then it prints what it got as JSON. In the
 * environment: what `createClient` needs.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createClient } from '@guichet/sdk';
import { identity } from '../../guichet.config.ts';

export interface SteadyCalls {
  /** Calls of the SDK that succeeded, and the failures of the others. */
  sdk: Tally;
  /** GETs without the SDK, and so without another try. */
  get: Tally;
  /** Token requests, which are POSTs. */
  token: Tally;
  /** The longest that this process itself stood still, in ms: the machine was busy with something else. */
  stalled: number;
}

interface Tally {
  succeeded: number;
  /** Each with when that call began. */
  failures: string[];
  /** The longest that one took, in ms. */
  slowest: number;
}

const read = (name: string): string => process.env[identity.envPrefix + name] ?? '';
const url = read('BASE_URL');
const client = createClient();
const end = new AbortController();
process.on('SIGTERM', () => end.abort());

async function steadily(call: () => Promise<unknown>, pause: number, tally: Tally): Promise<void> {
  while (!end.signal.aborted) {
    const started = performance.now();
    const when = new Date().toISOString();
    try {
      await call();
      tally.succeeded += 1;
    } catch (error) {
      tally.failures.push(`${when} ${String(error)} ${String((error as Error).cause ?? '')}`);
    }
    tally.slowest = Math.max(tally.slowest, Math.round(performance.now() - started));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function expectOk(response: Response): Promise<void> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 200)}`);
}

const requestToken = () =>
  fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${read('CLIENT_ID')}:${read('CLIENT_SECRET')}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });

const { access_token: token } = (await (await requestToken()).json()) as { access_token: string };
const { data } = await client.indicateurs.definitions.list({ limit: 1 });
const { collectivites } = await client.utilisateur.get();
const valeur = {
  collectiviteId: collectivites[0]!.collectiviteId,
  indicateurId: data[0]!.id,
  dateValeur: '2024-01-01',
};
const tally = (): Tally => ({ succeeded: 0, failures: [], slowest: 0 });
const calls: Omit<SteadyCalls, 'stalled'> = { sdk: tally(), get: tally(), token: tally() };
const loop = monitorEventLoopDelay();
loop.enable();

console.log('calling');
await Promise.all([
  steadily(() => client.collectivites.list({ limit: 20 }), 5, calls.sdk),
  steadily(() => client.collectivites.list({ limit: 20 }), 5, calls.sdk),
  steadily(
    () => client.indicateurs.valeurs.upsert({ body: { valeurs: [{ ...valeur, resultat: Math.random() }] } }),
    20,
    calls.sdk,
  ),
  steadily(
    async () =>
      expectOk(await fetch(`${url}/api/v1/collectivites?limit=5`, { headers: { authorization: `Bearer ${token}` } })),
    5,
    calls.get,
  ),
  steadily(async () => expectOk(await requestToken()), 20, calls.token),
]);
console.log(JSON.stringify({ ...calls, stalled: Math.round(loop.max / 1e6) } satisfies SteadyCalls));
