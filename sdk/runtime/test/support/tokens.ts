import { FakeClock, TokenServer, type TokenServerOptions } from '@guichet/runtime/testing';
import { type ClientCredentialsOptions, type TokenSource, type TokenStore, clientCredentials } from '@guichet/runtime';

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

/** Sources of one client on one clock, one server and one store, as eight processes have them. */
export function fleet(store: TokenStore, { size = 8, timeout = 10_000 } = {}) {
  const clock = new FakeClock();
  const server = new TokenServer({ now: () => clock.now() });
  const sources = Array.from({ length: size }, () => fakeTokens({ store, clock, timeout, fetch: server.fetch }).tokens);
  return { clock, server, sources };
}
