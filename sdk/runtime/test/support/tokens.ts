import { FakeClock, TokenServer, type TokenServerOptions } from '@guichet/runtime/testing';
import { type ClientCredentialsOptions, type TokenSource, clientCredentials } from '@guichet/runtime';

/** A token source over a token server in memory, on a clock that stands still until told. */
export function fakeTokens(options: Partial<ClientCredentialsOptions> & { server?: TokenServerOptions } = {}): {
  clock: FakeClock;
  server: TokenServer;
  tokens: TokenSource;
} {
  const { server: serverOptions, ...rest } = options;
  const clock = new FakeClock();
  const server = new TokenServer({ now: () => clock.now(), ...serverOptions });
  const tokens = clientCredentials({
    tokenUrl: server.tokenUrl,
    clientId: 'partner',
    clientSecret: 'canary-secret',
    fetch: server.fetch,
    retry: false,
    clock,
    ...rest,
  });
  return { clock, server, tokens };
}
