import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMock, type RunningMock } from '../src/index.ts';
import { sampleCall } from '@guichet/front';

const fixture = (name: string) => new URL(`fixtures/${name}.yaml`, import.meta.url).pathname;

let mock: RunningMock;

async function tokenOf({ credential, tokenUrl }: RunningMock): Promise<string> {
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${credential.clientId}:${credential.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const get = async (path: string, headers: Record<string, string>) => {
  const answer = await fetch(mock.url + path, { headers });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};

describe('the museum’s contract (OpenAPI 3.1, HTTP Basic only)', () => {
  beforeAll(async () => {
    mock = await startMock({ contract: fixture('museum'), port: 0 });
  });
  afterAll(() => mock.close());
  const path = '/_mock/docs/openapi/museum-api/museum-hours';

  it('opens by the demo credential, as the line that is printed says', async () => {
    const { clientId, clientSecret } = mock.credential;
    const basic = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
    const answer = await get(path, basic);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toContainEqual(expect.objectContaining({ timeOpen: '09:00' }));
    expect((await get(path, {})).status).toBe(401);
    expect(sampleCall(mock.contract, mock)).toEqual([`curl -u ${clientId}:${clientSecret} ${mock.url}${path}`]);
  });
});

describe('the pet store’s contract (OpenAPI 3.0, implicit flow, API key, JSON and XML)', () => {
  let bearer: { authorization: string };
  beforeAll(async () => {
    mock = await startMock({ contract: fixture('petstore'), port: 0 });
    bearer = { authorization: `Bearer ${await tokenOf(mock)}` };
  });
  afterAll(() => mock.close());

  it('opens by a token, or by the key where the contract takes one', async () => {
    expect((await get('/api/v3/pet/7', bearer)).status).toBe(200);
    expect((await get('/api/v3/pet/7', { api_key: mock.apiKey })).status).toBe(200);
    expect((await get('/api/v3/pet/7', {})).status).toBe(401);
  });

  it('invents pets that are pets', async () => {
    const { text } = await get('/api/v3/pet/7', { ...bearer, prefer: 'dynamic, seed=1' });
    expect(JSON.parse(text)).toMatchObject({ name: expect.any(String), photoUrls: expect.any(Array) });
  });

  it('says that it writes no XML, rather than JSON by that name', async () => {
    const answer = await get('/api/v3/pet/7', { ...bearer, accept: 'application/xml' });
    expect(answer.status).toBe(501);
    expect(answer.text).toContain('Accept another media type');
  });

  it('prints a line that works as it stands', async () => {
    const lines = sampleCall(mock.contract, mock);
    const [, name, value, url] = /-H "([^:]+): ([^"]+)" (\S+)$/.exec(lines.at(-1) ?? '') ?? [];
    const token = bearer.authorization.replace('Bearer ', '');
    const answer = await fetch(url ?? '', { headers: { [name ?? '']: (value ?? '').replace('$TOKEN', token) } });
    expect(answer.status).toBe(200);
  });
});
