import { afterEach, describe, expect, it } from 'vitest';
import { startMock, type RunningMock } from '../../src/index.ts';
import { identity } from '../../../../guichet.config.ts';
import { books } from '../fixture.ts';

let mock: RunningMock;
afterEach(() => mock.close());

/** A contract of things that are called devices, whose paths are those that a sign-in would take elsewhere. */
const devices = {
  ...books,
  paths: {
    ...books.paths,
    '/device': { get: { security: [], responses: { 204: { description: 'A device' } } } },
    '/sign-in/{uid}': {
      get: {
        parameters: [{ name: 'uid', in: 'path', required: true, schema: { type: 'string' } }],
        security: [],
        responses: { 204: { description: 'Not ours' } },
      },
    },
    '/codes': {
      post: {
        'x-oauth-endpoint': 'device_authorization_endpoint',
        security: [],
        responses: { 200: { description: 'A code' } },
      },
    },
  },
  servers: [{ url: '/' }],
};

describe('people on the mock of a foreign contract', () => {
  it('are not there when the contract has no endpoint for them', async () => {
    mock = await startMock({ contract: books, port: 0 });
    expect(mock.person).toBeUndefined();
    const control = await fetch(`${mock.url}/__${identity.slug}/device`, { method: 'POST' });
    expect(control.status).toBe(404);
    const answer = await fetch(mock.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: `${identity.slug}-demo-app`,
        device_code: 'x',
      }),
    });
    expect(answer.status).toBe(401);
    await answer.body?.cancel();
  });

  it('are answered for by JSON, at a place that the control API lists', async () => {
    mock = await startMock({ contract: devices, port: 0 });
    const control = `${mock.url}/__${identity.slug}`;
    const form = await fetch(`${control}/device`, { method: 'POST', body: new URLSearchParams({ userCode: 'x' }) });
    expect(form.status).toBe(415);
    const nothing = (await (await fetch(`${control}/devices`)).json()) as { detail: string };
    expect(nothing.detail).toContain(`POST /__${identity.slug}/device`);
    expect((await fetch(`${control}/device`)).headers.get('allow')).toBe('POST');
  });

  it('sign in on pages that are in the way of no operation', async () => {
    mock = await startMock({ contract: devices, port: 0 });
    expect(mock.person?.clientId).toBe(`${identity.slug}-demo-app`);
    expect((await fetch(`${mock.url}/device`)).status).toBe(204);
    expect((await fetch(`${mock.url}/sign-in/7`)).status).toBe(204);
    const answer = await fetch(`${mock.url}/codes`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: mock.person!.clientId, scope: 'read' }),
    });
    const { user_code: userCode, device_code, verification_uri } = (await answer.json()) as Record<string, string>;
    expect(verification_uri).toBe(`${mock.url}/__${identity.slug}/device-login`);
    expect((await fetch(verification_uri!)).status).toBe(200);
    await fetch(`${mock.url}/__${identity.slug}/device`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userCode, approve: true }),
    });
    const token = await fetch(mock.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: mock.person!.clientId,
        device_code: device_code!,
      }),
    });
    expect(await token.json()).toMatchObject({ scope: 'read' });
  });
});
