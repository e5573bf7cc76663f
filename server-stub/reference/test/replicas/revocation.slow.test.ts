// A hundred changes of each kind, told and not told: each is a partner of its own, with a credential and a token.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { postgresMissing } from '../support/databases.ts';
import { changes, letInTimes, openReplicas, partner, type Kind, type Replicas } from '../support/replicas.ts';

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

describe.skipIf(postgresMissing !== undefined)(`two replicas on one PostgreSQL${reason}`, () => {
  let replicas: Replicas;
  beforeAll(async () => {
    replicas = await openReplicas();
  });
  afterEach(() => {
    replicas.proxy.deaf = false;
  });
  afterAll(() => replicas?.close());

  async function hundred(kind: Kind, condition: string): Promise<number> {
    const times = await letInTimes(replicas, kind, 10);
    const [median, p99] = [times[49] ?? 0, times[98] ?? 0];
    console.info(`${kind.name}, ${condition}: let in for ${median.toFixed(0)} ms (median), ${p99.toFixed(0)} (p99)`);
    return p99;
  }

  describe.each(changes)('T4 $name is refused by the other replica within a second, 100 times', (kind) => {
    it('by announcement', async () => {
      expect(await hundred(kind, 'announced')).toBeLessThanOrEqual(1_000);
    });

    it('with the announcements lost', async () => {
      replicas.proxy.deaf = true;
      expect(await hundred(kind, 'announcements lost')).toBeLessThanOrEqual(1_000);
    });
  });

  it.each([changes[0], changes[1]])(
    'T4 $name is refused at once by the replica that did it, 20 times',
    async (kind) => {
      const { proxy, there } = replicas;
      for (let round = 0; round < 20; round += 1) {
        const somebody = await partner(replicas);
        expect(await kind.look(there, somebody)).toBe(kind.before);
        proxy.deaf = true;
        await kind.change(there, somebody);
        expect(await kind.look(there, somebody)).toBe(kind.after);
      }
    },
  );
});
