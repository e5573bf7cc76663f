/** How long a revocation on one replica takes to be counted by another. */
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../../../scripts/lib/statistics.ts';
import { authorized, createCredentials, requestToken } from '../lib/credentials.ts';
import { connect } from '../lib/load.ts';
import type { Section } from '../lib/section.ts';
import { openServer } from '../lib/servers.ts';

export const replicas: Section = async ({ database, quick, note }) => {
  const samples = quick ? 20 : 200;
  const [one, other] = await Promise.all([1, 2].map(() => openServer('reference', database.url)));
  if (one === undefined || other === undefined) throw new TypeError('Two servers were asked for.');
  try {
    const owner = await one.personToken('lea');
    const credentials = await createCredentials(one, owner, samples);
    const [revoking, asking] = [connect(one.url), connect(other.url)];
    const took: number[] = [];
    for (const credential of credentials) {
      note(`revocation ${took.length + 1} of ${samples}`);
      const request = authorized(await requestToken(one, credential), 'GET', '/api/v1/utilisateur');
      await asking.send(request);
      // Not always at the same time of the other's heartbeat.
      await sleep(Math.random() * 300);
      await revoking.send(authorized(owner, 'POST', `/api/v1/credentials/${credential.client_id}/revoke`, {}));
      const revoked = performance.now();
      while ((await asking.ask(request)).status === 200) await sleep(1);
      took.push(performance.now() - revoked);
    }
    await Promise.all([revoking.close(), asking.close()]);
    return [
      {
        id: 'replicas',
        title: 'revocation to refusal on the other replica, p99',
        unit: 'ms',
        must: { atMost: 1_000 },
        ours: quantile(took, 0.99),
        beside: `median ${quantile(took, 0.5).toFixed(1)} ms, most ${Math.max(...took).toFixed(1)} ms, ${samples} revocations`,
      },
    ];
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
};
