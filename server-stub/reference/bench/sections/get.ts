/** An authorized GET of one collectivite, beside the same handler on bare Fastify. */
import { perSecond, ratio, takeTurns, type Plan } from '../lib/rounds.ts';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';
import { authorized, createCredentials, requestToken } from '../lib/credentials.ts';
import { openServer, type ServerProcess } from '../lib/servers.ts';

const full: Plan & { crews: number } = { crews: 3, rounds: 5, passes: 5, size: 600 };
const quick: typeof full = { crews: 1, rounds: 3, passes: 3, size: 400 };
const warmup = 4_000;

export const get: Section = async ({ database, note, ...options }) => {
  const { crews, ...plan } = options.quick ? quick : full;
  const cpu: Record<string, number[]> = {};
  const clock: Record<string, number[]> = {};
  for (let crew = 1; crew <= crews; crew += 1) {
    note(`get: crew ${crew} of ${crews}`);
    const ours = await openServer('reference', database.url);
    const servers: Record<string, ServerProcess> = {
      ours,
      bare: await openServer('bare', database.url),
      'ours constant': await openServer('constant', database.url),
      'bare constant': await openServer('bare', database.url, 'constant'),
    };
    try {
      const [credential] = await createCredentials(ours, await ours.personToken('lea'), 1);
      const request = authorized(await requestToken(ours, credential!), 'GET', '/api/v1/collectivites/3812');
      const subjects = Object.fromEntries(
        Object.entries(servers).map(([name, server]) => [name, server.subject(() => request)]),
      );
      for (const subject of Object.values(subjects)) await subject.batch(warmup);
      await database.pin();
      const rates = await takeTurns(subjects, plan);
      for (const [name, rate] of Object.entries(rates)) {
        (cpu[name] ??= []).push(...rate.cpu);
        (clock[name] ??= []).push(...rate.clock);
      }
    } finally {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    }
  }
  const row = (suffix: string): Pick<Row, 'ours' | 'spread' | 'beside'> => {
    const [ours, bare] = [`ours${suffix}`, `bare${suffix}`] as const;
    const byClock = ratio(clock[ours]!, clock[bare]!).ours.toFixed(2);
    return {
      ...ratio(cpu[ours]!, cpu[bare]!),
      beside: `${perSecond(cpu[ours]!)} and ${perSecond(cpu[bare]!)} of CPU; by the clock ${byClock} x`,
    };
  };
  return [
    {
      id: 'get',
      title: 'authorized GET of one collectivite / bare Fastify',
      unit: 'x',
      must: { atLeast: 0.75 },
      ...row(''),
    },
    { id: 'get constant', title: '- the same with a constant handler', unit: 'x', ...row(' constant') },
  ];
};
