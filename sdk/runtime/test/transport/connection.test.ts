/* oxlint-disable no-await-in-loop -- one after the other is what is tested */
import { createServer as createTlsServer } from 'node:tls';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ConnectionError } from '@guichet/runtime';
import { connectionError, isConnectionFailure } from '../../src/transport/connection.ts';
import { failure } from '../support/wait.ts';

const url = new URL('https://api.test/x');
const failed = (cause: unknown) => new TypeError('fetch failed', { cause });

describe('connectionError', () => {
  it.each([
    ['ECONNREFUSED', failed({ code: 'ECONNREFUSED' }), /Nothing listens there/],
    ['ECONNREFUSED', failed({ errors: [{ code: 'ECONNREFUSED' }, {}] }), /Nothing listens there/],
    ['ENOTFOUND', failed({ code: 'ENOTFOUND' }), /No such host/],
    ['UND_ERR_SOCKET', failed({ code: 'UND_ERR_SOCKET' }), /closed the connection/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', failed({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), /NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', failed({ code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }), /NODE_EXTRA_CA_CERTS/],
    ['EXOTIC', failed({ code: 'EXOTIC' }), /Check the address and the network/],
    [undefined, new TypeError('Failed to fetch'), /CORS/],
    [undefined, new TypeError('Load failed'), /CORS/],
  ])('%s: host, code and what to do', (reason, error, remedy) => {
    const translated = connectionError(error, url, 'the API') as ConnectionError;
    expect(translated).toMatchObject({ code: 'CONNECTION_ERROR', reason, host: 'api.test:443', cause: error });
    expect(translated.message).toMatch(remedy);
    expect(translated.message).toContain('Cannot reach the API at api.test:443');
  });

  it.each([
    ['a wrong URL', new TypeError('Failed to parse URL from x', { cause: { code: 'ERR_INVALID_URL' } })],
    ['a wrong header', new TypeError('Headers.append: "x" is an invalid header value.')],
    ['a bug', new ReferenceError('x is not defined')],
    ['no error at all', 'x'],
  ])('%s: it is left as it is', (_, error) => {
    expect(isConnectionFailure(error)).toBe(false);
    expect(connectionError(error, url, 'the API')).toBe(error);
  });

  it('plain http to a port that speaks TLS, and the other way round: a real failure is told', async () => {
    const server = createTlsServer({})
      .on('tlsClientError', () => {})
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    for (const scheme of ['http', 'https']) {
      const target = new URL(`${scheme}://127.0.0.1:${port}/`);
      const error = connectionError(await failure(fetch(target)), target, 'the API') as ConnectionError;
      expect(error.code).toBe('CONNECTION_ERROR');
      expect(error.reason).toEqual(expect.any(String));
    }
    server.close();
  });
});
