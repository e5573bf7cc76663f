import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { decodeProtectedHeader } from 'jose';
import { createMockServer } from '@scalar/mock-server';
import {
  createAuthorizationServer,
  generateSigningKey,
  type AuthorizationServer,
  type TokenRequest,
} from '@guichet/front';
import { startMock } from '@guichet/mock';
import { root } from '../../../scripts/lib/stamp.ts';
import { openServer } from '../../support/counters.ts';
import { startPrism } from '../prism.ts';
import { registerOddCredential } from './odd-credential.ts';
import type { Credential, Target } from './target.ts';

/** The contract that all targets serve. */
const contract = join(root, 'spec/dist/public.json');
const path = '/collectivites?limit=1';
const scope = 'collectivites.read';
const otherScope = 'indicateurs.definitions.read';
/** The path of the resources, which only some targets take from `servers`. */
const prefix = '/api/v1';

const oddCredential: Credential = { id: 'ville:100% + x', secret: 'a:b%25 c+d%' };

/** The four targets, each listening on loopback. */
export const openers = [openGuichetMock, openReference, openPrism, openScalar] as const;

async function openGuichetMock(): Promise<Target> {
  const demo = { clientId: 'partner', clientSecret: 'a-secret' };
  const odd = { clientId: oddCredential.id, clientSecret: oddCredential.secret };
  const mock = await startMock({ contract, port: 0, clients: [demo, odd] });
  return {
    name: 'mock',
    ours: true,
    ...addresses(mock.url, prefix),
    credential: { id: demo.clientId, secret: demo.clientSecret },
    oddCredential,
    ...(await badTokens(mock.url, mock.tokens)),
    close: () => mock.close(),
  };
}

async function openReference(): Promise<Target> {
  const counter = await openServer();
  await registerOddCredential(counter.server, counter.clientId, oddCredential);
  return {
    name: 'reference server',
    ours: true,
    ...addresses(counter.url, prefix),
    credential: { id: counter.clientId, secret: counter.clientSecret },
    oddCredential,
    ...(await badTokens(counter.server.tokens.issuer, counter.server.tokens)),
    close: () => counter.close(),
  };
}

/** Prism as its readers start it, without any option. */
async function openPrism(): Promise<Target> {
  const prism = await startPrism(['mock', contract]);
  return {
    name: `prism mock ${versionOf('@stoplight/prism-cli')}`,
    ...(await mockOfOthers(prism.url)),
    close: prism.close,
  };
}

/** Scalar's mock server as its readme starts it. */
async function openScalar(): Promise<Target> {
  const app = await createMockServer({ document: JSON.parse(readFileSync(contract, 'utf8')) as object, logger: false });
  const server = createServer(async (request, response) => {
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    const answer = await app.fetch(
      new Request(`http://${request.headers.host}${request.url}`, {
        method: request.method ?? 'GET',
        headers: request.headers as Record<string, string>,
        ...(hasBody ? { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' } : {}),
      }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    name: `Scalar ${versionOf('@scalar/mock-server')}`,
    ...(await mockOfOthers(`http://127.0.0.1:${port}`)),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What they all take: they know no client, and any is as good as another. */
async function mockOfOthers(url: string): Promise<Omit<Target, 'name' | 'close'>> {
  return {
    ours: false,
    ...addresses(url, ''),
    credential: { id: 'partner', secret: 'a-secret' },
    oddCredential,
    ...(await badTokens(url)),
  };
}

const addresses = (url: string, base: string) => ({
  tokenUrl: `${url}/oauth/token`,
  resourceUrl: url + base + path,
  scope,
  otherScope,
});

/** @param own - issues the expired token, where the target can; another server under its name otherwise */
async function badTokens(
  issuer: string,
  own?: AuthorizationServer,
): Promise<Pick<Target, 'expiredToken' | 'foreignToken'>> {
  const request: TokenRequest = { subject: 'partner', clientId: 'partner', scopes: [scope], delegated: true };
  const audience = own?.audience ?? issuer;
  const namesake = own ?? (await authority(issuer, audience));
  const expired = await namesake.issueToken({ ...request, ttl: -3600 });
  // For this target, and by a key that calls itself as the target's own: its signature alone is wrong, and its issuer.
  const { kid = '' } = decodeProtectedHeader(expired.accessToken);
  const elsewhere = await authority('https://login.elsewhere.example', audience, kid);
  return { expiredToken: expired.accessToken, foreignToken: (await elsewhere.issueToken(request)).accessToken };
}

const authority = async (issuer: string, audience: string, kid?: string): Promise<AuthorizationServer> =>
  createAuthorizationServer({
    issuer,
    audience,
    endpoints: { token_endpoint: '/token', metadata: '/metadata', jwks_uri: '/jwks' },
    signingKeys: { keys: [{ ...(await generateSigningKey()), ...(kid === undefined ? {} : { kid }) }] },
    scopes: [scope],
    clients: { find: async () => undefined, verifyDecoy: () => false },
  });

function versionOf(name: string): string {
  const { resolve } = createRequire(import.meta.url);
  let directory = dirname(resolve(name));
  while (!directory.endsWith(join('node_modules', name))) directory = dirname(directory);
  return (JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string }).version;
}
