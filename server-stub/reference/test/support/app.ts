import { createApp, issuePersonToken, type App, type Config } from '../../src/index.ts';
import { createResponseCheck } from './contract-check.ts';
import type { TestDatabase } from './databases.ts';

export const testConfig: Omit<Config, 'database'> = {
  host: '127.0.0.1',
  port: 0,
  issuer: undefined,
  audience: undefined,
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

export interface CallOptions {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
  /** Skips the comparison with the contract, for answers it does not describe. */
  undeclared?: boolean;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
  // Tests look into answers of many shapes; the contract check has validated them.
  // oxlint-disable-next-line no-explicit-any
  body: any;
}

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
  const check = createResponseCheck(built.contract);

  async function call(operationId: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const operation = built.contract.operation(operationId);
    const { token, body, headers } = options;
    const response = await built.app.inject({
      method: operation.method as 'GET',
      url: path,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const text = response.body;
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    if (options.undeclared !== true) {
      const type = String(response.headers['content-type'] ?? '');
      const wrong = check(operation, response.statusCode, type, parsed);
      if (wrong.length > 0)
        throw new Error(`${operationId} breaks the contract: ${wrong.join('; ')}
${text.slice(0, 400)}`);
    }
    return { status: response.statusCode, headers: response.headers, text, body: parsed };
  }

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
