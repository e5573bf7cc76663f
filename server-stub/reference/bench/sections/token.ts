/** Token requests, beside a loop that only signs. */
import { createCredentials, tokenRequest } from '../lib/credentials.ts';
import { perSecond, ratio, takeTurns, type Plan, type Subject } from '../lib/rounds.ts';
import type { Section } from '../lib/section.ts';
import { counted, openProcess, openServer } from '../lib/servers.ts';

const full: Plan & { crews: number } = { crews: 3, rounds: 5, passes: 5, size: 300 };
const quick: typeof full = { crews: 1, rounds: 3, passes: 3, size: 200 };
const warmup = 2_000;

export const token: Section = async ({ database, note, ...options }) => {
  const { crews, ...plan } = options.quick ? quick : full;
  const names = ['ours', 'RS256', 'ES256'] as const;
  const cpu: Record<(typeof names)[number], number[]> = { ours: [], RS256: [], ES256: [] };
  const clock: typeof cpu = { ours: [], RS256: [], ES256: [] };
  for (let crew = 1; crew <= crews; crew += 1) {
    note(`token: crew ${crew} of ${crews}`);
    const server = await openServer('reference', database.url);
    const signers = await Promise.all(['RS256', 'ES256'].map((alg) => openProcess('signing', alg)));
    try {
      const credentials = await createCredentials(server, await server.personToken('lea'), 16);
      let n = 0;
      const [RS256, ES256] = signers.map((child): Subject => ({
        batch: (signatures) => counted(child, () => child.ask({ signatures })),
      })) as [Subject, Subject];
      const subjects = { ours: server.subject(() => tokenRequest(credentials[(n += 1) % 16]!)), RS256, ES256 };
      for (const subject of Object.values(subjects)) await subject.batch(warmup);
      await database.pin();
      const rates = await takeTurns(subjects, plan);
      for (const name of names) {
        cpu[name].push(...rates[name].cpu);
        clock[name].push(...rates[name].clock);
      }
    } finally {
      await Promise.all([server, ...signers].map((process) => process.close()));
    }
  }
  return [
    {
      id: 'token',
      title: 'token requests a second / jose signing RS256',
      unit: 'x',
      must: { atLeast: 0.3 },
      ...ratio(cpu.ours, cpu.RS256),
      beside: `${perSecond(cpu.ours)} and ${perSecond(cpu.RS256)} of CPU; by the clock ${ratio(clock.ours, clock.RS256).ours.toFixed(2)} x`,
    },
    {
      id: 'token ES256',
      title: '- the same / jose signing ES256, which the server signs with',
      unit: 'x',
      ...ratio(cpu.ours, cpu.ES256),
      beside: `${perSecond(cpu.ES256)} of CPU`,
    },
  ];
};
