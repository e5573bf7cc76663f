import type { TestApp } from './app.ts';

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export interface StartedDevice {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
}

/** Posts a form to an endpoint, as a program does. */
export async function post(app: Pick<TestApp, 'app'>, url: string, form: Record<string, string>) {
  const response = await app.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  });
  return { status: response.statusCode, body: response.json() as Record<string, unknown> };
}

/** Begins a sign-in of the kit's own command line (RFC 8628 section 3.1). */
export async function startDevice(app: Pick<TestApp, 'app'>, scope = 'collectivites.read utilisateur.read') {
  const { status, body } = await post(app, '/oauth/device_authorization', { client_id: 'guichet-cli', scope });
  if (status !== 200) throw new Error(`No device code: ${JSON.stringify(body)}`);
  return body as unknown as StartedDevice;
}

/** Asks for the tokens, as the device does again and again. */
export const poll = (app: Pick<TestApp, 'app'>, deviceCode: string, clientId = 'guichet-cli') =>
  post(app, '/oauth/token', { grant_type: deviceGrant, device_code: deviceCode, client_id: clientId });

export const refresh = (app: Pick<TestApp, 'app'>, token: string, clientId = 'guichet-cli') =>
  post(app, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token, client_id: clientId });
