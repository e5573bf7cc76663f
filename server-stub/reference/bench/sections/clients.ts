/** Whether time tells which clients exist, and which once did (A1). */
import { cliffsDelta, quantile, shuffled } from '../../../../scripts/lib/statistics.ts';
import { tokenRequest, type Credential } from '../lib/credentials.ts';
import { connect } from '../lib/load.ts';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';
import { openProcess, openServer } from '../lib/servers.ts';
import { createRefused, refusedKinds, type RefusedKind } from '../lib/strangers.ts';

interface Attempt extends Credential {
  kind: RefusedKind;
}

const clients = 50;
const warmup = 2_000;

export const clientsApart: Section = async ({ database, quick, note }) => {
  const samples = quick ? 1_000 : 10_000;
  const server = await openServer('reference', database.url);
  const inside = await openProcess('authenticate', database.url);
  try {
    const refused = await createRefused(server, database, clients);
    await database.query('analyze credential, credential_secret');
    const attempts = (count: number): Attempt[] =>
      shuffled(refusedKinds.flatMap((kind) => Array.from({ length: count }, () => ({ kind, ...refused[kind]() }))));

    note('clients apart, by HTTP');
    const connection = connect(server.url);
    const byHttp = async (tried: readonly Attempt[]) => {
      const took: number[] = [];
      for (const attempt of tried) took.push((await connection.send(tokenRequest(attempt, 401))).took);
      return took;
    };
    await byHttp(attempts(warmup / refusedKinds.length));
    await database.pin();
    const tried = attempts(samples);
    const http = rows('by HTTP', samples, tried, await byHttp(tried));
    await connection.close();

    note('clients apart, inside the process');
    const within = async (some: readonly Attempt[]) =>
      ((await inside.ask({ attempts: some })) as { took: number[] }).took;
    await within(attempts(warmup / refusedKinds.length));
    await database.pin();
    const again = attempts(samples);
    return [...http, ...rows('inside the process', samples, again, await within(again))];
  } finally {
    await Promise.all([server.close(), inside.close()]);
  }
};

function rows(where: string, samples: number, tried: readonly Attempt[], took: readonly number[]): Row[] {
  const of = (kind: RefusedKind) => took.filter((_, index) => tried[index]!.kind === kind);
  const unknown = of('unknown');
  const compared = refusedKinds
    .filter((kind) => kind !== 'unknown')
    .map((kind) => ({
      kind,
      apart: Math.abs(quantile(of(kind), 0.5) - quantile(unknown, 0.5)) * 1_000,
      delta: Math.abs(cliffsDelta(of(kind), unknown)),
    }));
  const worst = (by: 'apart' | 'delta') => compared.reduce((one, other) => (other[by] > one[by] ? other : one));
  const each = (by: 'apart' | 'delta', digits: number) =>
    compared.map((known) => `${known.kind} ${known[by].toFixed(digits)}`).join(', ');
  return [
    {
      id: `clients ${where} median`,
      title: `refused against unknown client, ${where}: medians apart, the worst`,
      unit: 'us',
      must: { atMost: 50 },
      ours: worst('apart').apart,
      beside: `${each('apart', 1)}; unknown ${(quantile(unknown, 0.5) * 1_000).toFixed(0)} us; ${samples} of each`,
    },
    {
      id: `clients ${where} delta`,
      title: "- Cliff's delta, the worst",
      unit: '',
      must: { atMost: 0.1 },
      ours: worst('delta').delta,
      beside: each('delta', 3),
    },
  ];
}
