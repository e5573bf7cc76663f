import type { OpenApiDocument } from '@guichet/front';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMock, type RunningMock } from '../../src/index.ts';
import { clientOf, postSession } from '../support.ts';

const header = (example: string) => ({ schema: { type: 'string' }, example });
const content = { 'application/json': { schema: { type: 'object' }, example: {} } };
const limited = (state: string) => ({
  description: 'Limited.',
  headers: { RateLimit: header(state), 'RateLimit-Policy': header('"hourly";q=5;w=3600') },
  content,
});

const document = {
  openapi: '3.1.0',
  info: { title: 'Limits', version: '1.0.0' },
  paths: {
    '/limited': {
      get: {
        operationId: 'limited.get',
        security: [{ oauth: [] }],
        responses: { '200': limited('"hourly";r=3;t=42'), '429': limited('"hourly";r=0;t=42') },
      },
    },
    '/odd': {
      get: {
        operationId: 'odd.get',
        security: [{ oauth: [] }],
        responses: { '200': { description: 'Odd.', headers: { RateLimit: header('plenty') }, content } },
      },
    },
  },
  components: {
    securitySchemes: {
      oauth: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } } },
    },
  },
} as unknown as OpenApiDocument;

let mock: RunningMock;
beforeAll(async () => {
  mock = await startMock({ contract: document, port: 0 });
});
afterAll(() => mock.close());

async function left(credential: RunningMock['credential'], path = '/limited', headers: Record<string, string> = {}) {
  const client = clientOf(mock, credential);
  const answer = await client.call(await client.token(), path, { headers });
  return [answer.status, answer.headers.get('ratelimit')];
}

it('each call of a client leaves one less of the quota that the contract tells of, and none is refused', async () => {
  const one = await postSession(mock);
  const remaining: unknown[] = [];
  for (let call = 0; call < 7; call += 1) remaining.push((await left(one))[1]?.toString().replace(/;t=\d+$/, ''));
  expect(remaining).toEqual([4, 3, 2, 1, 0, 0, 0].map((rest) => `"hourly";r=${rest}`));
  expect((await left(one))[0]).toBe(200);
  const another = await postSession(mock);
  expect((await left(another))[1]).toMatch(/^"hourly";r=4;t=(?:3599|3600)$/);
});

it('an example of which nothing is left stays, and so does one in another form', async () => {
  const { credential } = mock;
  expect(await left(credential, '/limited', { prefer: 'code=429' })).toEqual([429, '"hourly";r=0;t=42']);
  expect(await left(credential, '/odd')).toEqual([200, 'plenty']);
});
