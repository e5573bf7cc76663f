import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../src/index.ts';
import { examples } from '../src/generated/examples.gen.ts';
import { operations } from '../src/generated/operations.gen.ts';
import { handlers } from '../src/testing.ts';

const baseUrl = 'https://api.test';
const server = setupServer(...handlers({ baseUrl }));
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const client = createClient({ baseUrl, clientId: 'a', clientSecret: 'b', retry: false });

describe('handlers', () => {
  it("answer a call with the contract's example, token included", async () => {
    expect(await client.collectivites.list()).toEqual(examples.collectivitesList.body);
    expect(await client.credentials.delete({ client_id: 'cl_1' })).toBeUndefined();
  });

  it('let a list be walked to its end', async () => {
    const collectivites = await client.collectivites.list().collect();
    expect(collectivites).toEqual(examples.collectivitesList.body.data);
    expect((await client.indicateurs.definitions.list().collect()).length).toBeGreaterThan(0);
    expect((await client.credentials.list().collect()).length).toBeGreaterThan(0);
  });

  it.each(Object.entries(operations))(
    'answer %s with its declared success',
    async (_id, { method, path, statuses }) => {
      const response = await fetch(baseUrl + path.replaceAll(/\{[^}]+\}/g, '1'), { method, redirect: 'manual' });
      expect(statuses).toContain(response.status);
      expect(response.status).toBeLessThan(400);
    },
  );

  it('let a test say another answer', async () => {
    server.use(
      ...handlers({ baseUrl, override: { collectivitesGet: () => Response.json({ title: 'away' }, { status: 503 }) } }),
    );
    await expect(client.collectivites.get({ collectiviteId: 1 })).rejects.toMatchObject({ status: 503 });
  });
});
