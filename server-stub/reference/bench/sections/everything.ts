/** An authorized GET with everything that is counted, limited and written down, beside the same server with all of it off. */
import type { Config } from '@guichet/reference';
import { authorized, createCredentials, requestToken } from '../lib/credentials.ts';
import { perSecond, ratio, takeTurns, type Plan } from '../lib/rounds.ts';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';
import { openLoggingServer, type ServerProcess } from '../lib/servers.ts';

const full: Plan & { crews: number } = { crews: 3, rounds: 5, passes: 5, size: 600 };
const quick: typeof full = { crews: 1, rounds: 3, passes: 3, size: 400 };
const warmup = 4_000;

const off: Partial<Config> = {
  usage: false,
  audit: false,
  rateLimit: 'off',
  tokenRateLimit: 'off',
  logLevel: 'silent',
};
/** What tells how it goes, and nothing else. */
const telemetry: Partial<Config> = { ...off, logLevel: 'info', metrics: { host: '127.0.0.1', port: 0 } };
// Limits that are kept, and never reached.
const limit = { quota: 9_999_999, window: 3_600 };
const everything: Partial<Config> = {
  ...telemetry,
  usage: true,
  audit: true,
  rateLimit: limit,
  tokenRateLimit: limit,
};
const settings = { off, telemetry, everything };
type Name = keyof typeof settings;

export const withEverything: Section = async ({ database, note, ...options }) => {
  const { crews, ...plan } = options.quick ? quick : full;
  const cpu: Record<Name, number[]> = { off: [], telemetry: [], everything: [] };
  const clock: Record<Name, number[]> = { off: [], telemetry: [], everything: [] };
  const names = Object.keys(settings) as Name[];
  for (let crew = 1; crew <= crews; crew += 1) {
    note(`everything: crew ${crew} of ${crews}`);
    const servers = {} as Record<Name, ServerProcess>;
    try {
      for (const name of names) servers[name] = await openLoggingServer(database.url, settings[name]);
      const [credential] = await createCredentials(servers.off, await servers.off.personToken('lea'), 1);
      const request = authorized(await requestToken(servers.off, credential!), 'GET', '/api/v1/collectivites/3812');
      const subjects = Object.fromEntries(names.map((name) => [name, servers[name].subject(() => request)]));
      for (const subject of Object.values(subjects)) await subject.batch(warmup);
      await database.pin();
      const rates = await takeTurns(subjects, plan);
      for (const name of names) {
        cpu[name].push(...rates[name]!.cpu);
        clock[name].push(...rates[name]!.clock);
      }
    } finally {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    }
  }
  const row = (name: Name): Pick<Row, 'ours' | 'spread' | 'beside'> => ({
    ...ratio(cpu[name], cpu.off),
    beside: `${perSecond(cpu[name])} and ${perSecond(cpu.off)} of CPU; by the clock ${ratio(clock[name], clock.off).ours.toFixed(2)} x`,
  });
  return [
    {
      id: 'everything',
      title: 'authorized GET with usage, limits, audit, metrics and logs / without',
      unit: 'x',
      must: { atLeast: 0.85 },
      ...row('everything'),
    },
    { id: 'telemetry', title: '- with metrics and logs alone', unit: 'x', ...row('telemetry') },
  ];
};
