/** The tests of `report.ts`, without a network: `node --test report.test.ts`. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { createClient, isTimeoutError, isTokenError } from '@guichet/sdk';
import { TokenServer, handlers, presets } from '@guichet/sdk/testing';
import { setupServer } from 'msw/node';
import { reportLine } from './report.ts';

const server = setupServer(...handlers());
before(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
after(() => server.close());

const clientOf = (options = {}) =>
  createClient({ baseUrl: 'https://api.test', clientId: 'a', clientSecret: 'b', ...options });

test('names the collectivite', async () => {
  assert.equal(await reportLine(clientOf(), 3812), 'Métropole de Lyon (200046977)');
});
test('says when it is gone', async () => {
  server.use(...handlers({ override: { collectivitesGet: { status: 404 } } }));
  assert.equal(await reportLine(clientOf(), 7), '7 is gone');
});
test('outlives an expired token, and sees two token requests', async () => {
  const tokenServer = new TokenServer();
  server.use(...handlers({ tokenServer }));
  const client = clientOf();
  await reportLine(client, 3812);
  tokenServer.expire();
  await reportLine(client, 3812);
  assert.equal(tokenServer.count, 2);
});
test('waits when it was too fast', async () => {
  server.use(...presets.throttled({ retryAfter: 0, times: 2 }));
  assert.match(await reportLine(clientOf(), 3812), /Lyon/);
});
test('lets a revoked credential and a deadline through to the caller', async () => {
  server.use(...presets.revoked());
  await assert.rejects(
    reportLine(clientOf(), 3812),
    (error) => isTokenError(error) && error.error === 'invalid_client',
  );
  server.resetHandlers();
  server.use(...presets.slow({ ms: 300 }));
  await assert.rejects(reportLine(clientOf({ timeout: 50 }), 3812), isTimeoutError);
});
