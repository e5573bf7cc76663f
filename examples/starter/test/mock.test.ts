import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { createClient } from '@guichet/sdk';
import { expect, inject, it } from 'vitest';
import { latestResults } from '../src/latest-results.ts';

// The credential of .env.example opens the mock.
const { GUICHET_CLIENT_ID: clientId, GUICHET_CLIENT_SECRET: clientSecret } = parseEnv(
  readFileSync('.env.example', 'utf8'),
);
const baseUrl = inject('mockUrl');

it('gets a token, and asks for nothing that the contract refuses', async () => {
  const client = createClient({ baseUrl, clientId, clientSecret });
  const rows = await latestResults(client, 3812);
  expect(rows.map(({ source, annee }) => `${source} ${annee}`)).toContain('CITEPA 2021');
});
