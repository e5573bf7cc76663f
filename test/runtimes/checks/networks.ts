import { authorizedFetch, clientCredentials, tlsClientAuth } from '@guichet/runtime';
import { nodeFetch } from '@guichet/runtime/node';
import { type Checks, equal, failure, matches, ok, thrown } from '../check.ts';

export const networks: Checks = {
  'nodeFetch: a client certificate, a private authority and a proxy; where there are none it is refused by name':
    async ({ runtime, addresses: { tls, proxy, ca, cert, key } }) => {
      if (runtime === 'workerd') {
        const error = thrown(() => nodeFetch({ ca, cert, key }));
        ok(error instanceof TypeError, 'a TypeError');
        matches(error, /nodeFetch: workerd offers no choice of proxies, authorities or client certificates. Use the/);
        return;
      }
      for (const options of [{ proxy: false }, { proxy }] as const) {
        const fetch = nodeFetch({ ca, cert, key, ...options });
        const tokens = clientCredentials({
          tokenUrl: `${tls}/oauth/token`,
          clientId: 'partner',
          clientAuthentication: tlsClientAuth(),
          fetch,
        });
        const response = await authorizedFetch({ tokens, baseUrl: tls, fetch })('/who');
        const { client, tunnels } = (await response.json()) as { client: string; tunnels: number };
        equal([response.status, client, tunnels > 0], [200, 'partner', options.proxy !== false]);
        await fetch.close();
      }
      const bare = nodeFetch({ proxy: false });
      ok((await failure(bare(`${tls}/who`))) instanceof Error, 'without the authority there is no answer');
      await bare.close();
    },
};
