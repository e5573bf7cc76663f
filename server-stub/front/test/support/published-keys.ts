import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';

/** Keys as an issuer publishes them, over HTTP. */
export interface PublishedKeys {
  /** `jwks_uri` */
  url: string;
  /** Public or not: only public members go out. */
  keys: JWK[];
  /** How often they were asked for. */
  readonly asked: number;
  /** Answers instead. Undefined: as ever. */
  answer: RequestListener | undefined;
  close(): Promise<void>;
}

export async function publishKeys(...keys: JWK[]): Promise<PublishedKeys> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (published.answer) return published.answer(request, response);
    const list = published.keys.map(({ d: _d, ...key }) => key);
    response.setHeader('content-type', 'application/jwk-set+json').end(JSON.stringify({ keys: list }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const published: PublishedKeys = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    keys,
    get asked() {
      return asked;
    },
    answer: undefined,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return published;
}
