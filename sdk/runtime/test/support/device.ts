import { type DeviceAuthorizationOptions, type DevicePrompt, deviceAuthorization } from '@guichet/runtime';
import { FakeClock } from '@guichet/runtime/testing';

export const deviceUrl = 'https://auth.test/device';
export const tokenUrl = 'https://auth.test/token';
export const json = (status: number, body: unknown): Response => Response.json(body, { status });

interface Seen {
  at: number;
  url: string;
  form: URLSearchParams;
  headers: Record<string, string>;
}

/** An authorization server with one person, on a clock that moves when told. Answers in the queue come first. */
export function setUp(options: Partial<DeviceAuthorizationOptions> & { answer?: Record<string, unknown> } = {}) {
  const { answer = {}, ...rest } = options;
  const clock = (options.clock as FakeClock | undefined) ?? new FakeClock();
  const seen: Seen[] = [];
  const prompts: DevicePrompt[] = [];
  const queue: ((signal: AbortSignal) => Response | Promise<Response>)[] = [];
  let approved = false;
  let serial = 0;
  let refreshToken = '';
  const grant = (): Response => {
    serial += 1;
    refreshToken = `canary-refresh-${serial}`;
    return json(200, {
      access_token: `canary-access-${serial}`,
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: refreshToken,
    });
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const form = new URLSearchParams(String(init?.body));
    const url = String(input);
    seen.push({ at: clock.now(), url, form, headers: init?.headers as Record<string, string> });
    if (url === deviceUrl) {
      return json(200, {
        device_code: `canary-device-${prompts.length + 1}`,
        user_code: 'WDJB-MJHT',
        verification_uri: 'https://auth.test/d',
        verification_uri_complete: 'https://auth.test/d?c=WDJB-MJHT',
        expires_in: 600,
        interval: 5,
        ...answer,
      });
    }
    const next = queue.shift();
    if (next) return next(init!.signal!);
    if (form.get('grant_type') === 'refresh_token') {
      return form.get('refresh_token') === refreshToken ? grant() : json(400, { error: 'invalid_grant' });
    }
    return approved ? grant() : json(400, { error: 'authorization_pending' });
  };
  const tokens = deviceAuthorization({
    deviceAuthorizationUrl: deviceUrl,
    tokenUrl,
    clientId: 'cli',
    prompt: (device) => void prompts.push(device),
    fetch,
    clock,
    retry: false,
    ...rest,
  });
  const start = clock.now();
  return {
    clock,
    seen,
    prompts,
    queue,
    tokens,
    approve: () => (approved = true),
    withdraw: () => (approved = false),
    /** Seconds from the start at which the token endpoint was asked. */
    polls: () => seen.filter(({ url }) => url === tokenUrl).map(({ at }) => (at - start) / 1000),
    grants: () => seen.filter(({ url }) => url === tokenUrl).map(({ form }) => form.get('grant_type')),
    devices: () => seen.filter(({ url }) => url === deviceUrl).length,
  };
}
export type World = ReturnType<typeof setUp>;

/** Signs in, and says when the token is here. */
export async function signIn(world: World): Promise<void> {
  world.approve();
  const token = world.tokens.getToken();
  // Lets a refresh fail first, where there is one.
  await world.clock.advance(1);
  await world.clock.advance(6000);
  await token;
  world.withdraw();
}
/** An answer of the queue (RFC 6749, section 5.2). */
export const error =
  (name: string, status = 400) =>
  () =>
    json(status, { error: name });
