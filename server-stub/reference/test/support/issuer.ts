import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthorizationServer, generateSigningKey, SigningKeyRing, type TokenRequest } from '@guichet/front';

/** An authorization server as resource servers see it: it issues tokens, and publishes its keys over HTTP. */
export interface Issuer {
  url: string;
  /** Requests for its keys that it has answered or left hanging. */
  readonly asked: number;
  /** A token of a person, or of a program with `delegated`. */
  token(scopes: readonly string[], more?: Partial<TokenRequest>): Promise<string>;
  /** Answers the next requests for its keys itself. Undefined: as ever. */
  answer: RequestListener | undefined;
  keys: SigningKeyRing;
  close(): Promise<void>;
}

export interface IssuerOptions {
  /** The `aud` of its tokens. Default as the core has it. */
  audience?: string;
  /** The `iss` of its tokens. Default its address. */
  iss?: string;
  /** Default a key of its own. */
  keys?: SigningKeyRing;
}

export async function openIssuer({ audience, iss, keys: given }: IssuerOptions = {}): Promise<Issuer> {
  let asked = 0;
  const keys = given ?? (await SigningKeyRing.of({ keys: [await generateSigningKey()] }));
  const server = createServer((request, response) => {
    asked += 1;
    if (issuer.answer) return issuer.answer(request, response);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keys.publicJwks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const authority = await createAuthorizationServer({
    issuer: iss ?? url,
    audience: audience ?? `${url}/api/v1`,
    endpoints: { token_endpoint: '/t', jwks_uri: '/j', metadata: '/m' },
    signingKeys: keys,
    scopes: [],
    clients: { verifyDecoy: () => false, find: async () => undefined },
  });
  const issuer: Issuer = {
    url,
    get asked() {
      return asked;
    },
    async token(scopes, more = {}) {
      const request = { subject: '17440546-f389-4d4f-bfdb-b0c94a1bd0f9', clientId: 'desk', scopes, ...more };
      return (await authority.issueToken(request)).accessToken;
    },
    answer: undefined,
    keys,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return issuer;
}
