import { createClient } from '@guichet/sdk';
import { startMockSession } from '@guichet/sdk/testing';
import { expect, inject, it } from 'vitest';
import { latestResults } from '../src/latest-results.ts';

// A credential with a journal, a clock and answers of its own: tests that run at the same time never meet.
const startSession = () => startMockSession({ baseUrl: inject('mockUrl') });

it('gets one token, and asks for nothing that the contract refuses', async () => {
  await using session = await startSession();

  const rows = await latestResults(createClient(session.credential), 3812);

  expect(rows.map(({ source, annee }) => `${source} ${annee}`)).toContain('CITEPA 2021');
  await session.expectCalled('indicateurs.valeurs.list', { query: { collectiviteId: 3812 }, atLeast: 1 });
  expect((await session.state()).tokenRequests).toBe(1);
});

it('goes on with a new token when the one that it has expires', async () => {
  await using session = await startSession();
  const client = createClient(session.credential);

  const before = await latestResults(client, 3812);
  await session.advance(900);

  expect(await latestResults(client, 3812)).toEqual(before);
  expect((await session.state()).tokenRequests).toBe(2);
});

it('fails with the reason when the collectivite is not for this credential', async () => {
  await using session = await startSession();
  await session.override('indicateurs.valeurs.list', { status: 403 });

  await expect(latestResults(createClient(session.credential), 1)).rejects.toMatchObject({ status: 403 });
});
