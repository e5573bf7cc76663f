/** What the check of an API key costs, and how long a revocation in the registry takes to count here. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../../../../scripts/lib/child.ts';
import { quantile } from '../../../../scripts/lib/statistics.ts';
import { authorized, createCredentials, requestToken } from '../lib/credentials.ts';
import { connect, type Dispatch } from '../lib/load.ts';
import { perSecond, ratio, takeTurns, type Plan, type Rates, type Subject } from '../lib/rounds.ts';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';
import { openHelper, openProcess, openServer, serverOf, type ServerProcess } from '../lib/servers.ts';

const full: Plan & { crews: number; revocations: number } = {
  crews: 3,
  rounds: 5,
  passes: 5,
  size: 600,
  revocations: 200,
};
const quick: typeof full = { crews: 1, rounds: 3, passes: 3, size: 400, revocations: 20 };
const warmup = 2_000;
const path = '/api/v1/collectivites/3812';

const withKey = (key: string): Dispatch => ({ method: 'GET', path, headers: { 'x-api-key': key }, expected: 200 });

export const keys: Section = async ({ database, note, ...options }) => {
  const { crews, revocations, ...plan } = options.quick ? quick : full;
  // Publishes the keys by which the registry knows our tokens, and has somebody who may register clients.
  const platform = await openServer('reference', database.url);
  const registry = await openHelper('registry', database.url, platform.url);
  const { url } = registry.first as { url: string };
  const desk = registrarAt(url, await platform.personToken('sam'));
  const rates: Record<Mode, Record<Name, Rates>[]> = { synchronized: [], service: [] };
  const checks: number[] = [];
  try {
    const [credential] = await createCredentials(platform, await platform.personToken('lea'), 1);
    const bearer = authorized(await requestToken(platform, credential!), 'GET', path);
    const { key } = await desk.issue();
    for (let crew = 1; crew <= crews; crew += 1) {
      for (const mode of modes) {
        note(`keys: ${mode}, crew ${crew} of ${crews}`);
        const child = await openProcess('keys', database.url, url, mode);
        try {
          const server = serverOf(child);
          await untilItWorks(server, key);
          const subjects = subjectsOf(child, server, key, bearer);
          for (const subject of Object.values(subjects)) await subject.batch(warmup);
          await database.pin();
          rates[mode].push(await takeTurns(subjects, plan));
          if (mode === 'synchronized') checks.push(...(await timesOf(child, key)));
        } finally {
          await child.close();
        }
      }
    }
    const took = await revoke({ desk, database: database.url, url, count: revocations, note });
    return [
      costOf('synchronized', rates.synchronized, 'constant', { atLeast: 0.95 }),
      costOf('synchronized', rates.synchronized, 'bearer'),
      {
        id: 'keys check',
        title: 'the check alone, synchronized, without HTTP',
        unit: 'us',
        ours: quantile(checks, 0.5),
        beside: `fastest ${Math.min(...checks).toFixed(1)} us; means of ${times.toLocaleString('en')} checks, ${checks.length} times`,
      },
      costOf('service', rates.service, 'constant'),
      costOf('service', rates.service, 'bearer'),
      ...took,
    ];
  } finally {
    await Promise.all([desk.close(), registry.close(), platform.close()]);
  }
};

const times = 20_000;

/** How long a check takes, in us: the means of some runs. */
async function timesOf(child: Child, key: string): Promise<number[]> {
  const means: number[] = [];
  for (let run = 0; run < 10; run += 1) {
    const { took } = (await child.ask({ check: key, times })) as { took: number };
    means.push((took / times) * 1_000);
  }
  return means;
}

const modes = ['synchronized', 'service'] as const;
type Mode = (typeof modes)[number];
type Name = 'key' | 'constant' | 'bearer';

function subjectsOf(child: Child, server: ServerProcess, key: string, bearer: Dispatch): Record<Name, Subject> {
  const byKey = server.subject(() => withKey(key));
  return {
    key: byKey,
    // The same process, the same request: nothing but the check is another.
    constant: {
      async batch(size) {
        await child.ask({ key });
        const cost = await byKey.batch(size);
        await child.ask({ key: null });
        return cost;
      },
    },
    bearer: server.subject(() => bearer),
  };
}

function costOf(mode: Mode, all: readonly Record<Name, Rates>[], beside: Name, must?: Row['must']): Row {
  const of = (name: Name, by: keyof Rates) => all.flatMap((rates) => rates[name][by]);
  const byClock = ratio(of('key', 'clock'), of(beside, 'clock')).ours.toFixed(2);
  return {
    id: `keys ${mode} ${beside}`,
    title: `GET with a key, ${mode} / ${beside === 'bearer' ? 'with an access token' : 'with a check that always says yes'}`,
    unit: 'x',
    ...(must ? { must } : {}),
    ...ratio(of('key', 'cpu'), of(beside, 'cpu')),
    beside: `${perSecond(of('key', 'cpu'))} and ${perSecond(of(beside, 'cpu'))} of CPU; by the clock ${byClock} x`,
  };
}

interface Revocations {
  desk: Registrar;
  database: string;
  url: string;
  count: number;
  note(text: string): void;
}

async function revoke({ desk, database, url, count, note }: Revocations): Promise<Row[]> {
  const [following, asking] = await Promise.all(modes.map((mode) => openServer('keys', database, url, mode)));
  if (following === undefined || asking === undefined) throw new TypeError('Two servers were asked for.');
  const [copy, service] = [connect(following.url), connect(asking.url)];
  const took: number[] = [];
  let admitted = 0;
  try {
    while (took.length < count) {
      note(`revocation ${took.length + 1} of ${count}`);
      const { clientId, key } = await desk.issue();
      await untilItWorks(following, key);
      await service.send(withKey(key));
      // Not always at the same time of a round.
      await sleep(Math.random() * 400);
      await desk.revoke(clientId);
      const revoked = performance.now();
      if ((await service.ask(withKey(key))).status === 200) admitted += 1;
      while ((await copy.ask(withKey(key))).status === 200) await sleep(1);
      took.push(performance.now() - revoked);
    }
  } finally {
    await Promise.all([copy.close(), service.close()]);
    await Promise.all([following.close(), asking.close()]);
  }
  return [
    {
      id: 'keys revocation synchronized',
      title: 'a key revoked in the registry to its refusal by the copy, p99',
      unit: 'ms',
      must: { atMost: 1_000 },
      ours: quantile(took, 0.99),
      beside: `median ${quantile(took, 0.5).toFixed(1)} ms, most ${Math.max(...took).toFixed(1)} ms, ${count} revocations`,
    },
    {
      id: 'keys revocation service',
      title: 'requests with a revoked key that the service let through',
      unit: '',
      must: { atMost: 0 },
      ours: admitted,
      beside: `of ${count}, each the next request after the revocation`,
    },
  ];
}

async function untilItWorks(server: ServerProcess, key: string): Promise<void> {
  const connection = connect(server.url);
  const deadline = performance.now() + 10_000;
  for (;;) {
    const { status, text } = await connection.ask(withKey(key));
    if (status === 200) break;
    if (performance.now() > deadline) throw new Error(`A key that was issued is still refused: ${status} ${text}`);
    await sleep(10);
  }
  await connection.close();
}

type Registrar = ReturnType<typeof registrarAt>;

/** Manages keys as an administrator does, over HTTP. */
function registrarAt(url: string, token: string) {
  const connection = connect(url);
  const manage = async (method: Dispatch['method'], target: string, expected: number, body?: object) => {
    const { text } = await connection.send({ ...authorized(token, method, target, body), expected });
    return (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
  };
  return {
    async issue(): Promise<{ clientId: string; key: string }> {
      const wish = { name: 'Bench', contact_email: 'bench@example.org', scopes: ['collectivites.read'] };
      const { client_id: clientId = '' } = await manage('POST', '/clients', 201, wish);
      const { api_key: key = '' } = await manage('POST', `/clients/${clientId}/api-key`, 201, {});
      return { clientId, key };
    },
    revoke: (clientId: string) => manage('DELETE', `/clients/${clientId}/api-key`, 204),
    close: () => connection.close(),
  };
}
