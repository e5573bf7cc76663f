import { connect, type Dispatch } from './load.ts';
import type { ServerProcess } from './servers.ts';

export interface Credential {
  client_id: string;
  client_secret: string;
}

const json = { 'content-type': 'application/json' };

/** Creates credentials as their owner would, over HTTP. */
export async function createCredentials(server: ServerProcess, owner: string, count: number): Promise<Credential[]> {
  const authorization = `Bearer ${owner}`;
  const connection = connect(server.url);
  const created: Credential[] = [];
  for (let n = 1; n <= count; n += 1) {
    const { text } = await connection.send({
      method: 'POST',
      path: '/api/v1/credentials',
      headers: { authorization, ...json },
      body: JSON.stringify({ name: `Bench ${n}`, permission_set: 'read_only' }),
      expected: 201,
    });
    created.push(JSON.parse(text) as Credential);
  }
  await connection.close();
  return created;
}

/** A request for a token, as most clients make it. */
export function tokenRequest({ client_id, client_secret }: Credential, expected = 200): Dispatch {
  return {
    method: 'POST',
    path: '/oauth/token',
    headers: {
      authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
    expected,
  };
}

/** An access token of a credential. */
export async function requestToken(server: ServerProcess, credential: Credential): Promise<string> {
  const connection = connect(server.url);
  const { text } = await connection.send(tokenRequest(credential));
  await connection.close();
  return (JSON.parse(text) as { access_token: string }).access_token;
}

/** A request by the holder of a token. */
export const authorized = (token: string, method: Dispatch['method'], path: string, body?: object): Dispatch => ({
  method,
  path,
  headers: { authorization: `Bearer ${token}`, ...(body ? json : {}) },
  ...(body ? { body: JSON.stringify(body) } : {}),
  expected: 200,
});
