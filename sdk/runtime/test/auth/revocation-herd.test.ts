import { expect, it } from 'vitest';
import { authorizedFetch } from '@guichet/runtime';
import { fakeTokens } from '../support/tokens.ts';
import { pause } from '../support/wait.ts';

it(
  'C2 revocation herd: 1,000 calls get 401 over 2 s, one token request is made, every call succeeds',
  { timeout: 30_000 },
  async () => {
    const { server, tokens } = fakeTokens();
    const api = authorizedFetch({
      tokens,
      baseUrl: 'https://api.test',
      retry: false,
      fetch: async (_, init) => {
        const { authorization } = (init?.headers ?? {}) as Record<string, string>;
        const accepted = server.accepts(authorization);
        await pause(accepted ? 1 : Math.random() * 2000);
        return accepted ? Response.json({ ok: true }) : new Response('no', { status: 401 });
      },
    });
    await api('/warm');
    server.revoke();
    const statuses = await Promise.all(Array.from({ length: 1000 }, async () => (await api('/things')).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(server.count).toBe(2);
  },
);
