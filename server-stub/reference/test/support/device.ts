import { Browser } from '../../../front/test/oauth/person.ts';
import type { TestApp } from './app.ts';
import { password } from './counter.ts';

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

/** Léa types the code and her password into the pages of the server, and allows the device what it asks for. */
export async function approve(app: Pick<TestApp, 'app'>, userCode: string): Promise<Browser> {
  const browser = await new Browser(app.app).open('/device', { 'accept-language': 'en' });
  await browser.submit(/device$/, { user_code: userCode.toLowerCase() });
  await browser.submit(/device$/, { confirm: 'yes' });
  await browser.submit(/sign-in\/[^/]+$/, { login: 'lea', password });
  return browser.submit(/sign-in\/[^/]+$/);
}

/** The tokens of a device that Léa has signed in. The app has the issuer of the browser (`front/test/fixture.ts`). */
export async function signedIn(app: Pick<TestApp, 'app'>): Promise<{ access_token: string; refresh_token: string }> {
  const device = await startDevice(app);
  await approve(app, device.user_code);
  const { status, body } = await poll(app, device.device_code);
  if (status !== 200) throw new Error(`No tokens for the device: ${JSON.stringify(body)}`);
  return body as { access_token: string; refresh_token: string };
}
