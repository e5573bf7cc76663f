import { randomUUID } from 'node:crypto';
import { readAnswer, type Answer } from './answer.ts';
import { operation } from './contract.ts';
import { readSettings, type Settings } from './settings.ts';

export interface Credential {
  client_id: string;
  client_secret: string;
}

export interface Request {
  token?: string | undefined;
  headers?: Record<string, string>;
  body?: unknown;
  query?: string;
}

export interface Metadata {
  issuer: string;
  token_endpoint: string;
  revocation_endpoint?: string;
  introspection_endpoint?: string;
  jwks_uri: string;
  [member: string]: unknown;
}

/** The server under judgement. It is asked for credentials of the suite's own, which `close` deletes. */
export interface Subject {
  settings: Settings;
  metadata: Metadata;
  /** The token by which the suite makes its credentials. */
  token: string;
  call(operationId: string, parameters?: Record<string, string>, request?: Request): Promise<Answer>;
  /** A form to an OAuth endpoint; 429 is waited out, for as long as the server says, unless `patient` is false. */
  post(
    url: string,
    form: string | Record<string, string>,
    headers?: Record<string, string>,
    patient?: boolean,
  ): Promise<Answer>;
  credential(wish?: object): Promise<Credential>;
  requestToken(of: Credential, parameters?: Record<string, string>): Promise<Answer>;
  tokenOf(of: Credential, scope?: string): Promise<string>;
  close(): Promise<void>;
}

const wellKnown = '/.well-known/oauth-authorization-server';

/** @throws Error when the server has no metadata, or what was given makes no credential */
export async function openSubject(): Promise<Subject> {
  const settings = readSettings();
  const metadata = (await discover(settings.url)) as Metadata;
  const made: string[] = [];

  const post: Subject['post'] = async (url, form, headers = {}, patient = true) => {
    const send = () =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
        redirect: 'manual',
      }).then(readAnswer);
    let answer = await send();
    for (let left = patient ? 5 : 0; answer.status === 429 && left > 0; left -= 1) {
      const seconds = Math.min(60, Number(answer.headers.get('retry-after') ?? 5));
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      answer = await send();
    }
    return answer;
  };

  const requestToken: Subject['requestToken'] = (of, parameters = {}) =>
    post(metadata.token_endpoint, { grant_type: 'client_credentials', ...parameters }, basic(of));

  async function tokenOf(of: Credential, scope?: string): Promise<string> {
    const { body, text, status } = await requestToken(of, scope === undefined ? {} : { scope });
    if (status !== 200) throw new Error(`No token for a credential that should have one: ${status} ${text}`);
    return body.access_token as string;
  }

  const token = settings.token ?? (await tokenOf(ownCredential(settings)));
  const call: Subject['call'] = (id, parameters, { token: bearer, headers, body, query = '' } = {}) => {
    const { method, path } = operation(id, parameters);
    return fetch(settings.url + path + query, {
      method,
      headers: {
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }).then(readAnswer);
  };

  return {
    settings,
    metadata,
    token,
    call,
    post,
    requestToken,
    tokenOf,
    async credential(wish = {}) {
      const name = `test:server ${randomUUID().slice(0, 8)}`;
      const answer = await call(
        'credentials.create',
        {},
        { token, body: { name, permission_set: 'read_only', ...wish } },
      );
      if (answer.status !== 201) throw new Error(`The suite could make no credential: ${answer.status} ${answer.text}`);
      const { client_id: id, client_secret: secret } = answer.body as Credential;
      made.push(id);
      return { client_id: id, client_secret: secret };
    },
    async close() {
      for (const id of made) {
        // A credential that lives must be revoked first, by some servers.
        await call('credentials.revoke', { client_id: id }, { token, body: { reason: 'test:server is over' } });
        await call('credentials.delete', { client_id: id }, { token });
      }
    },
  };
}

/** Basic credentials as RFC 6749 section 2.3.1 wants them. */
export function basic({ client_id: id, client_secret: secret }: Credential): { authorization: string } {
  const encode = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
  return { authorization: `Basic ${btoa(`${encode(id)}:${encode(secret)}`)}` };
}

async function discover(url: string): Promise<unknown> {
  const response = await fetch(url + wellKnown).catch((error: unknown) => {
    throw new Error(`${url} does not answer. Is the server up?`, { cause: error });
  });
  if (response.status !== 200)
    throw new Error(`${url}${wellKnown} answers ${response.status}, not 200 (RFC 8414 section 3).`);
  return response.json();
}

function ownCredential({ clientId, clientSecret }: Settings): Credential {
  if (clientId !== undefined && clientSecret !== undefined) return { client_id: clientId, client_secret: clientSecret };
  throw new Error(
    'Give --token of a person, or --client-id and --client-secret of a credential with credentials.write.',
  );
}
