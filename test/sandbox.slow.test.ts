// A second sandbox: each fills an embedded database, which takes ten seconds of a core.
import { createClient } from '@guichet/sdk';
import { expect, it } from 'vitest';
import { identity } from '../guichet.config.ts';
import { openSandbox } from './support/sandbox.ts';

const { envPrefix } = identity;
const secret = 'gch_test_bJFczARU_lW5MJem2ebeKXgNPwpBQ7ifmJOuKLnsfpg0bdfSfAep0J9hRx';

it('a sandbox takes the credential that a pipeline has chosen', async () => {
  const sandbox = await openSandbox({ [`${envPrefix}CLIENT_ID`]: 'pipeline', [`${envPrefix}CLIENT_SECRET`]: secret });
  try {
    expect([sandbox.clientId, sandbox.clientSecret]).toEqual(['pipeline', secret]);
    const client = createClient({ baseUrl: sandbox.url, clientId: 'pipeline', clientSecret: secret });
    expect((await client.utilisateur.get()).clientId).toBe('pipeline');
  } finally {
    await sandbox.close();
  }
});
