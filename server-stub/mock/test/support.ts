import type { MockSession, RunningMock } from '../src/index.ts';

/** A client of a mock, by hand: what it sends is seen in the test. */
export function clientOf(mock: RunningMock, credential: { clientId: string; clientSecret: string } = mock.credential) {
  const { clientId, clientSecret } = credential;
  const control = `${mock.url}/__guichet/sessions/${clientId}`;

  const requestToken = (form: Record<string, string> = {}, secret = clientSecret) =>
    fetch(mock.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
    });

  return {
    requestToken,
    async token(form?: Record<string, string>): Promise<string> {
      const answer = await requestToken(form);
      const body = (await answer.json()) as { access_token?: string };
      if (body.access_token === undefined) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
      return body.access_token;
    },
    async introspect(token: string): Promise<unknown> {
      const answer = await fetch(mock.url + mock.contract.endpoints.introspection_endpoint!, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
        body: new URLSearchParams({ token }),
      });
      return answer.json();
    },
    call: (token: string, path: string, init: RequestInit = {}) =>
      fetch(mock.url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } }),
    /** A request to the control API, below the session. */
    async control(method: string, path = '', body?: unknown) {
      const answer = await fetch(control + path, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        body: text === '' ? undefined : (JSON.parse(text) as any),
      };
    },
  };
}

export async function postSession(mock: RunningMock, request: object = {}): Promise<MockSession> {
  const answer = await fetch(`${mock.url}/__guichet/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as MockSession;
}
