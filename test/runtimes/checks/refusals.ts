import { isTokenError } from '@guichet/runtime';
import { type Checks, equal, failure, ok } from '../check.ts';
import { openApi, openTokens } from '../tokens.ts';

const no = () => new Response('no', { status: 401 });

export const refusals: Checks = {
  'L1 a permanent 401: one replay and one new token, then the error; the good token is not dropped again': async () => {
    const { server, tokens } = openTokens();
    const { api, seen } = openApi(server, no, { tokens });
    equal((await api('/x')).status, 401);
    equal([seen.length, server.count], [2, 2], 'tries and token requests');
    equal((await api('/x')).status, 401);
    equal([seen.length, server.count], [3, 2], 'tries and token requests');
  },

  'L2 the same token again after a refresh: no loop': async () => {
    const { server, tokens } = openTokens();
    server.lie({ access_token: 'same', token_type: 'Bearer', expires_in: 900 }, { times: 9 });
    const { api, seen } = openApi(server, no, { tokens });
    equal((await api('/x')).status, 401);
    equal([seen.length, server.count], [1, 2], 'tries and token requests');
  },

  'L3 recovery from 401 with retries off': async () => {
    const { server, tokens } = openTokens();
    const { api, seen, guarded } = openApi(server, (request) => guarded(request), { tokens, retry: false });
    await api('/warm');
    server.revoke();
    equal((await api('/x')).status, 200);
    equal([seen.length, server.count], [3, 2], 'tries and token requests');
  },

  'L4 403 is no expired token': async () => {
    const { server, tokens } = openTokens();
    const { api, seen } = openApi(server, () => new Response('no', { status: 403 }), { tokens });
    equal((await api('/x')).status, 403);
    equal([seen.length, server.count], [1, 1], 'tries and token requests');
  },

  'L5 the token request passes by the authorizing layer, and its 401 is an error': async () => {
    const { server, tokens } = openTokens();
    server.fail('invalid_client', { times: 9 });
    const { api, seen } = openApi(server, no, { tokens });
    ok(isTokenError(await failure(api('/x'))), 'a TokenError');
    equal([seen.length, server.count], [0, 1], 'tries and token requests');
  },
};
