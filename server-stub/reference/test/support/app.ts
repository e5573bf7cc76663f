import { createApp, issuePersonToken, type App, type Config } from '../../src/index.ts';
import { callerOf } from './call.ts';
import type { TestDatabase } from './databases.ts';

export const testConfig: Omit<Config, 'database'> = {
  host: '127.0.0.1',
  port: 0,
  issuer: undefined,
  docsUrl: undefined,
  audience: undefined,
  contract: undefined,
  allowMissing: false,
  dataDirectory: '.data',
  peppers: [{ version: 1, key: Buffer.alloc(32, 7) }],
  pepperVersion: undefined,
  production: false,
  tokenTtl: 900,
  credentialPolicy: 'owners',
  trustProxy: [],
  tls: undefined,
  certificateHeader: undefined,
  limitFailures: false,
  registry: { url: undefined, mode: 'synchronized', staleness: 10 },
  audit: true,
  rateLimit: 'off',
  tokenRateLimit: 'off',
  environment: 'both',
  seed: true,
  usage: true,
  logLevel: 'silent',
  metrics: undefined,
  tracing: undefined,
  shutdownDelay: 0,
  shutdownTimeout: 30,
};

export type { Answer } from './call.ts';

export interface Credential {
  client_id: string;
  client_secret: string;
  [member: string]: unknown;
}

export type TestApp = Awaited<ReturnType<typeof openApp>>;

/** Databases that an app was opened on, and whether with data: another app finds there what the first one left. */
const beganSeeded = new WeakMap<TestDatabase, boolean>();

/** The whole server on a database, without a socket. Every answer is held against the contract. */
export async function openApp(database: TestDatabase, config: Partial<Config> = {}) {
  const settings = { ...testConfig, ...config };
  const seeded = settings.seed && settings.environment === 'both';
  if (database.location.kind === 'memory' || !beganSeeded.has(database)) beganSeeded.set(database, seeded);
  const location = (beganSeeded.get(database) ? await database.seeded?.() : undefined) ?? database.location;
  const built: App = await createApp({ ...settings, database: location });
  const call = callerOf(built);

  /** A token of a person, with all that the person may do. */
  const person = async (login: string): Promise<string> => (await issuePersonToken(built, login)).accessToken;

  const create = (token: string, wish: object, headers: Record<string, string> = {}) =>
    call('credentials.create', '/api/v1/credentials', { token, body: { name: 'Essai', ...wish }, headers });

  async function credential(token: string, wish: object = { permission_set: 'read_only' }): Promise<Credential> {
    const { status, body, text } = await create(token, wish);
    if (status !== 201) throw new Error(`No credential: ${text}`);
    return body as Credential;
  }

  async function requestToken({ client_id, client_secret }: Credential, parameters: Record<string, string> = {}) {
    const response = await built.app.inject({
      method: 'POST',
      url: '/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id,
        client_secret,
        ...parameters,
      }).toString(),
    });
    return response;
  }

  /** An access token of a credential, with all or some of its scopes. */
  async function tokenOf(of: Credential, scope?: string): Promise<string> {
    const response = await requestToken(of, scope === undefined ? {} : { scope });
    if (response.statusCode !== 200) throw new Error(`No token: ${response.body}`);
    return (response.json() as { access_token: string }).access_token;
  }

  return { ...built, call, person, create, credential, requestToken, tokenOf };
}

/** Longer than an answer about live rights may be old. */
export const untilRightsCount = () => new Promise((resolve) => setTimeout(resolve, 1_050));
