import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { ChangeFeed } from '../../src/store/changes/feed.ts';
import type { Change } from '../../src/store/changes/reading.ts';
import { createPostgres, postgresMissing } from '../support/databases.ts';

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

describe.skipIf(postgresMissing !== undefined)(`announcements of changes${reason}`, () => {
  it('T4 one that is announced is read without a look at each beat', async () => {
    const { location, drop } = await createPostgres('migrated');
    const [here, there] = await Promise.all([openStore(location), openStore(location)]);
    // A feed that believes itself alone on its database looks when it is told, and never by itself.
    const feed = new ChangeFeed({ ...there.exchange, shared: false });
    const heard: Change[] = [];
    feed.add({ restart: () => {}, follow: (changes) => void heard.push(...changes) });
    try {
      await feed.start();
      const id = randomUUID();
      const person = { login: 'ada', prenom: 'Ada', nom: 'Essai', email: 'ada@example.org', status: 'active' } as const;
      await here.db
        .insertInto('utilisateur')
        .values({ id, ...person })
        .execute();
      await expect.poll(() => heard.map((change) => JSON.stringify(change)).join('\n')).toContain(id);
    } finally {
      await feed.close();
      await Promise.all([here.close(), there.close()]);
      await drop();
    }
  });
});
