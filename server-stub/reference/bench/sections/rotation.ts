/** How long a token request takes while others rotate and list their secrets. */
import { quantile } from '../../../../scripts/lib/statistics.ts';
import { authorized, createCredentials, tokenRequest } from '../lib/credentials.ts';
import { connect } from '../lib/load.ts';
import type { Section } from '../lib/section.ts';
import { openServer } from '../lib/servers.ts';

const clients = 16;

export const rotation: Section = async ({ database, quick, note }) => {
  note(`token requests while ${clients} clients rotate`);
  const samples = quick ? 500 : 5_000;
  const server = await openServer('reference', database.url);
  try {
    const owner = await server.personToken('lea');
    const [probed, ...rotated] = await createCredentials(server, owner, clients + 1);
    const probing = new AbortController();
    let rotations = 0;
    const rotate = async (client: string) => {
      const connection = connect(server.url);
      const path = `/api/v1/credentials/${client}/secrets`;
      while (!probing.signal.aborted) {
        await connection.send({ ...authorized(owner, 'POST', path, { grace_period_seconds: 0 }), expected: 201 });
        rotations += 1;
        await connection.send(authorized(owner, 'GET', path));
      }
      await connection.close();
    };
    const others = Promise.all(rotated.map(({ client_id }) => rotate(client_id)));
    const took: number[] = [];
    const probe = async () => {
      const connection = connect(server.url);
      for (let n = 0; n < 200; n += 1) await connection.send(tokenRequest(probed!));
      await database.pin();
      for (let n = 0; n < samples; n += 1) took.push((await connection.send(tokenRequest(probed!))).took);
      await connection.close();
    };
    // A rotation that fails ends the bench at once.
    await Promise.race([probe().finally(() => probing.abort()), others.then(() => new Promise(() => {}))]);
    await others;
    const [median, p99] = [quantile(took, 0.5), quantile(took, 0.99)];
    return [
      {
        id: 'rotation',
        title: `token request while ${clients} clients rotate and list: p99 / median`,
        unit: 'x',
        must: { atMost: 8 },
        ours: p99 / median,
        beside: `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${Math.max(...took).toFixed(1)} ms; ${rotations} rotations meanwhile`,
      },
    ];
  } finally {
    await server.close();
  }
};
