import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, issuePersonToken, readConfig, type App, type Config } from '@guichet/reference';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { generate } from 'selfsigned';
import { Agent, fetch as undiciFetch } from 'undici';
import { openSeeded } from '../../server-stub/reference/test/support/databases.ts';
import { freePort } from '../../server-stub/reference/src/listening.ts';
import { builtInApplicationId, createApplication } from '../../server-stub/reference/src/applications/repository.ts';
import { Peppers } from '../../server-stub/reference/src/credentials/pepper.ts';
import { Passwords } from '../../server-stub/reference/src/users/passwords.ts';
import { WebBrowser } from '../support/web-browser.ts';

const password = 'a fine long password';
export const redirectUri = 'https://dashboard.example/callback';

/** A credential, an application: what is needed to ask for tokens. */
export interface Client {
  clientId: string;
  clientSecret: string;
}

export interface InteropServer {
  origin: string;
  /** Folder with `ca.pem`, `client.pem` and `client.key`, for programs that want files. */
  folder: string;
  /** Options of an agent of `node:https` that trusts the server's certificate. */
  trust: { ca: string };
  bySecret: Client;
  /** A credential that signs its assertions with `privateKey`. */
  byKey: { clientId: string; privateKey: CryptoKey; kid: string };
  /** A credential with a certificate. */
  byCertificate: { clientId: string };
  /** The application of the command line, without a secret, and one with. */
  native: { clientId: string };
  web: Client;
  /** `fetch` that trusts the server's certificate, with and without a client certificate. */
  fetch: typeof fetch;
  fetchWithCertificate: typeof fetch;
  /** Does what the person does in the browser to let an application in; answers where the browser ends up. */
  signIn(url: URL | string): Promise<URL>;
  /** Types the code of a device, and lets it in. */
  enterUserCode(verificationUri: string): Promise<void>;
  /** What the server was asked since the last call, and what it answered. */
  transcript(): string[];
  close(): Promise<void>;
}

/** The reference server over TLS, with one client of each kind. */
export async function openInteropServer(): Promise<InteropServer> {
  const folder = await mkdtemp(join(tmpdir(), 'interop-'));
  const [server, client] = await Promise.all([certificate('localhost', true), certificate('desk', false)]);
  const path = (name: string) => join(folder, name);
  const files = {
    'ca.pem': server.cert,
    'server.key': server.private,
    'client.pem': client.cert,
    'client.key': client.private,
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(path(name), text, { mode: 0o600 })));

  const pepper = { version: 1, key: Buffer.alloc(32, 5) };
  const port = await freePort('localhost');
  const database = await openSeeded();
  const config: Config = {
    ...readConfig({}),
    port,
    database: database.location,
    peppers: [pepper],
    logLevel: 'silent',
    tls: { cert: path('ca.pem'), key: path('server.key'), clientCa: path('client.pem') },
  };
  const built = await createApp(config);
  const asked: string[] = [];
  built.app.addHook('onResponse', async ({ method, url }, { raw }) => {
    asked.push(
      `${method} ${url.replace(/\?.*/s, '').replace(/(sign-in|authorize|device)\/[^/]+/, '$1/…')} ${raw.statusCode}`,
    );
  });
  await built.app.listen({ port, host: 'localhost' });
  const origin = `https://localhost:${port}`;
  const connect = { ca: server.cert };
  const send = fetchThrough(new Agent({ connect }));
  const peppers = new Peppers([pepper]);
  await new Passwords(built.db, peppers, { ln: 12, r: 8, p: 1 }).set(await idOf(built, 'lea'), password);
  const { accessToken } = await issuePersonToken(built, 'lea');
  const create = async (wish: object) => {
    const answer = await send(`${origin}/api/v1/credentials`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Interoperability', permission_set: 'read_only', ...wish }),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    return (await answer.json()) as { client_id: string; client_secret: string };
  };
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  await writeFile(path('assertion.key'), await exportPKCS8(privateKey), { mode: 0o600 });
  const kid = 'desk-1';
  const [secret, key, certified, web] = await Promise.all([
    create({}),
    create({
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] },
    }),
    create({ token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=desk' }),
    createApplication(built.db, peppers, { name: 'Dashboard', redirectUris: [redirectUri], native: false }),
  ]);

  return {
    origin,
    folder,
    trust: connect,
    bySecret: { clientId: secret.client_id, clientSecret: secret.client_secret },
    byKey: { clientId: key.client_id, privateKey, kid },
    byCertificate: { clientId: certified.client_id },
    native: { clientId: builtInApplicationId },
    web: { clientId: web.clientId, clientSecret: web.clientSecret ?? '' },
    fetch: send,
    fetchWithCertificate: fetchThrough(new Agent({ connect: { ...connect, cert: client.cert, key: client.private } })),
    async signIn(url) {
      const browser = await new WebBrowser(origin, send).open(String(url));
      await browser.submit(/sign-in\/[^/]+$/, { login: 'lea', password });
      await browser.submit(/sign-in\/[^/]+$/);
      return new URL(browser.url);
    },
    async enterUserCode(verificationUri) {
      const browser = await new WebBrowser(origin, send).open(verificationUri);
      await browser.submit(/device$/, { user_code: new URL(verificationUri).searchParams.get('user_code') ?? '' });
      await browser.submit(/device$/, { confirm: 'yes' });
      await browser.submit(/sign-in\/[^/]+$/, { login: 'lea', password });
      await browser.submit(/sign-in\/[^/]+$/);
      if (browser.status !== 200) throw new Error(`The device was not let in: ${browser.page}`);
    },
    transcript: () => asked.splice(0),
    async close() {
      await built.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Keeps a transcript where it can be read after the tests: `reports/interop/<client>.txt`. */
export async function keepTranscript(name: string, lines: readonly string[]): Promise<void> {
  const folder = join(import.meta.dirname, '../../reports/interop');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.txt`), `${lines.join('\n')}\n`);
}

function certificate(name: string, server: boolean) {
  return generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'extKeyUsage', serverAuth: server, clientAuth: !server },
      ...(server ? [{ name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: 'localhost' }] }] : []),
    ],
  });
}

const fetchThrough = (dispatcher: Agent) =>
  ((input: string | URL, init?: object) => undiciFetch(input, { ...init, dispatcher })) as unknown as typeof fetch;

async function idOf({ db }: App, login: string): Promise<string> {
  const { id } = await db.selectFrom('utilisateur').select('id').where('login', '=', login).executeTakeFirstOrThrow();
  return id;
}
