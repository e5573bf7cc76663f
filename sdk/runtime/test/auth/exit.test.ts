import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { answer, openApi } from '../support/api.ts';

const program = `
  import { clientCredentials, deviceAuthorization } from '@guichet/runtime';
  const [url] = process.argv.slice(1);
  const options = { clientId: 'partner', clientSecret: 'canary-secret', retry: false, timeout: 3000 };
  const ask = (path) => clientCredentials({ ...options, tokenUrl: url + path }).getToken();
  const device = deviceAuthorization({
    deviceAuthorizationUrl: url + '/device', tokenUrl: url + '/pending', clientId: 'cli', prompt() {},
  });
  const asked = [
    ...['/token', '/html', '/cut', '/never', '/half'].map(ask),
    device.getToken({ signal: AbortSignal.timeout(3000) }),
  ];
  const done = await Promise.allSettled(asked);
  console.log(done.map(({ value, reason }) => value?.type ?? reason.code).join());
`;

it('a process that has a token, or asked for one in vain, ends by itself, and nothing is left unhandled', async () => {
  const api = await openApi((request, response) => {
    if (request.url === '/token') answer(response, 200, { access_token: 'x', token_type: 'Bearer', expires_in: 900 });
    else if (request.url === '/html') answer(response, 502, '<html>');
    else if (request.url === '/cut') response.destroy();
    else if (request.url === '/half') response.writeHead(200).write('{');
    else if (request.url === '/device')
      answer(response, 200, { device_code: 'd', user_code: 'u', verification_uri: 'https://x.test/', expires_in: 600 });
  });
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@guichet/source', '--unhandled-rejections=strict', '--input-type=module', '-e', program, api.url],
      // Far below the lifetime of a token, and of a device code.
      { cwd: fileURLToPath(new URL('../..', import.meta.url)), timeout: 40_000 },
    );
    expect(stdout).toBe('Bearer,TOKEN_ERROR,CONNECTION_ERROR,TIMEOUT,TIMEOUT,23\n');
    expect(stderr).toBe('');
  } finally {
    await api.close();
  }
});
