/** What is admitted of twice the limit, by two replicas together. */
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, shuffled } from '../../../../scripts/lib/statistics.ts';
import { authorized, createCredentials, requestToken, tokenRequest, type Credential } from '../lib/credentials.ts';
import { connect, type Dispatch } from '../lib/load.ts';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';
import { openServer, type ServerProcess } from '../lib/servers.ts';

const clients = 50;
/** How many times the limit is asked for. */
const excess = 2;
/** Connections to each server. */
const connections = 16;

interface Caller {
  credential: Credential;
  token: string;
  admitted: number;
}

/** What clients do in a day: reads, tokens, and now and then something that is refused. */
const mix: readonly ((caller: Caller) => Dispatch)[] = [
  ...Array.from(
    { length: 5 },
    () =>
      ({ token }: Caller) =>
        get(token, '/api/v1/collectivites?limit=20'),
  ),
  ({ token }) => get(token, '/api/v1/utilisateur'),
  ({ token }) => get(token, '/api/v1/indicateurs/definitions'),
  ({ token }) => get(token, '/api/v1/collectivites?limit=all'),
  ({ token }) => get(token, '/api/v1/credentials'),
  ({ credential }) => tokenRequest(credential),
];
const get = (token: string, path: string) => authorized(token, 'GET', path);

export const limits: Section = async ({ database, quick, note }) => {
  // The quick one has as many windows, and the same rate.
  const rule = quick ? { quota: 20, window: 10 } : { quota: 120, window: 60 };
  const seconds = quick ? 10 : 60;
  const settings = JSON.stringify({ rateLimit: rule, tokenRateLimit: { quota: 1_000_000, window: 60 } });
  const makers = await openServer('reference', database.url);
  const servers = await Promise.all([1, 2].map(() => openServer('reference', database.url, settings)));
  try {
    const credentials = await createCredentials(makers, await makers.personToken('lea'), clients);
    const callers: Caller[] = [];
    for (const credential of credentials) {
      callers.push({ credential, token: await requestToken(makers, credential), admitted: 0 });
    }
    await database.pin();
    const { statuses, took, memory, elapsed } = await load(servers, callers, { ...rule, seconds, note });
    // Of a machine that is too slow, answers come after the last request, and windows go on.
    const limit = rule.quota * (elapsed / rule.window);
    const shares = callers.map(({ admitted }) => admitted / limit);
    const share = shares.reduce((sum, each) => sum + each, 0) / clients;
    const faults = [...statuses].filter(([status]) => status >= 500).reduce((sum, [, count]) => sum + count, 0);
    const sent = took.length;
    const [first = 0] = memory;
    return [
      {
        id: 'limits',
        title: `admitted of ${excess} x ${rule.quota}/${rule.window} from ${clients} credentials over ${servers.length} replicas: off the limit by`,
        unit: '',
        must: { atMost: 0.02 },
        ours: Math.abs(share - 1),
        beside: `${share.toFixed(4)} x the limit in ${elapsed.toFixed(1)} s; of one credential ${Math.min(...shares).toFixed(3)} to ${Math.max(...shares).toFixed(3)}; ${sent} requests: ${[...statuses].map(([status, count]) => `${count} x ${status}`).join(', ')}`,
      },
      { id: 'limits 5xx', title: '- answers 5xx', unit: '', must: { atMost: 0 }, ours: faults },
      {
        id: 'limits memory',
        title: '- heap of the servers at the end / after a tenth of the time',
        unit: 'x',
        must: { atMost: 1.1 },
        ours: memory.at(-1)! / first,
        beside: `MiB after garbage collection: ${memory.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(', ')}`,
      },
      {
        id: 'limits p99',
        title: '- an answer, p99',
        unit: 'ms',
        ours: quantile(took, 0.99),
        beside: `median ${quantile(took, 0.5).toFixed(1)} ms`,
      },
    ] satisfies Row[];
  } finally {
    await Promise.all([makers, ...servers].map((server) => server.close()));
  }
};

interface Plan {
  quota: number;
  window: number;
  seconds: number;
  note: (text: string) => void;
}

/** Sends at a steady rate, whether answers come or not. */
async function load(servers: readonly ServerProcess[], callers: readonly Caller[], plan: Plan) {
  const lines = servers.map(({ url }) => Array.from({ length: connections }, () => connect(url)));
  const statuses = new Map<number, number>();
  const took: number[] = [];
  const memory: number[] = [];
  const underWay = new Set<Promise<void>>();
  const interval = (1_000 * plan.window) / (plan.quota * excess * callers.length);
  const start = performance.now();
  const end = start + plan.seconds * 1_000;
  let order: Caller[] = [];
  let sent = 0;

  const send = async (caller: Caller, line: ReturnType<typeof connect>) => {
    const request = mix[Math.floor(Math.random() * mix.length)]!(caller);
    const { status, took: ms } = await line.ask(request);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    took.push(ms);
    if (status !== 429) caller.admitted += 1;
  };
  const measuring = measureMemory();
  while (performance.now() < end) {
    while (start + sent * interval <= Math.min(performance.now(), end)) {
      if (order.length === 0) order = shuffled(callers);
      const server = lines[Math.floor(Math.random() * lines.length)]!;
      const answered = send(order.pop()!, server[sent % server.length]!);
      underWay.add(answered);
      void answered.finally(() => underWay.delete(answered));
      sent += 1;
    }
    await sleep(2);
  }
  await Promise.all(underWay);
  const elapsed = (performance.now() - start) / 1_000;
  await measuring;
  await Promise.all(lines.flat().map((line) => line.close()));
  return { statuses, took, memory, elapsed };

  async function measureMemory(): Promise<void> {
    for (let tenth = 1; tenth <= 10; tenth += 1) {
      await sleep(Math.max(0, start + (plan.seconds * tenth * 1_000) / 10 - performance.now()));
      plan.note(`twice the limit, ${tenth} of 10`);
      const heaps = await Promise.all(servers.map((server) => server.heap()));
      memory.push(heaps.reduce((sum, bytes) => sum + bytes, 0));
    }
  }
}
