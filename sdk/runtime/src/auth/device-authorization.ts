import { type Clock, orAbort, sleep, systemClock } from '../clock.ts';
import { TimeoutError, TokenError, isConnectionError, isTimeoutError, isTokenError } from '../errors.ts';
import { fetchOption, milliseconds, optionError, requiredString, secureUrl, stringList } from '../options.ts';
import { type RetryOptions, retryPolicy } from '../transport/retry.ts';
import type { AccessToken } from './access-token.ts';
import { type ClientAuthentication, tlsClientAuth } from './client-authentication.ts';
import { type DeviceCode, type DevicePrompt, deviceCodeOf } from './device-code.ts';
import { TokenCache } from './token-cache.ts';
import { tokenOf } from './token-endpoint.ts';
import { refusal } from './token-refusal.ts';
import { isUsable } from './token-lifetime.ts';
import { type OAuthAnswer, postForm } from './token-request.ts';
import type { TokenSource } from './token-source.ts';

/** What a source of tokens by sign-in on another device is made of. */
export interface DeviceAuthorizationOptions {
  /** The device authorization endpoint: https, or on this machine. */
  deviceAuthorizationUrl: string | URL;
  /** The token endpoint: https, or on this machine. */
  tokenUrl: string | URL;
  /** `client_id` of the client. */
  clientId: string;
  /** Shows the person where to go and what to type. Its failure ends the attempt. */
  prompt(device: DevicePrompt): void | Promise<void>;
  /** How the client authenticates. Default: not at all, as public clients do. */
  clientAuthentication?: ClientAuthentication | undefined;
  /**
   * Scopes to ask for, as a list or separated by spaces: what the person will be asked to allow. Many servers refuse a
   * sign-in without scopes; add `offline_access` where the server wants it for refresh tokens.
   */
  scope?: string | readonly string[] | undefined;
  /** `audience` of the request, which some servers want. */
  audience?: string | undefined;
  /** Resource indicators (RFC 8707). */
  resource?: string | readonly string[] | undefined;
  /** More parameters of the device authorization request. */
  parameters?: Readonly<Record<string, string>> | undefined;
  /** A refresh token from an earlier run: as long as it is valid, nobody is asked. */
  refreshToken?: string | undefined;
  /**
   * Called with each refresh token, to keep it for the next run: it is a secret. Called with `undefined` when the kept
   * one has ended. Its failure changes nothing here.
   */
  onRefreshToken?: ((refreshToken: string | undefined) => void | Promise<void>) | undefined;
  /** The fetch that carries the requests; never the authorized one. Default: the platform's. */
  fetch?: typeof fetch | undefined;
  /** Deadline of one request, in milliseconds. Default 10,000. The person has as long as the server says. */
  timeout?: number | undefined;
  /** What is tried again of the device authorization request. Default: two more tries on 429, 5xx and broken connections. */
  retry?: RetryOptions | number | false | undefined;
  /** Time; replaced in tests. */
  clock?: Clock | undefined;
  /** Sends tokens over plain http to other machines. For closed test networks only. */
  dangerouslyAllowInsecureTokenUrl?: boolean | undefined;
}

interface Session {
  key: string;
  asked: readonly string[] | undefined;
  /** The newest refresh token; one that was rotated away is never sent again. */
  refreshToken: string | undefined;
  current: AccessToken | undefined;
  /** Callers that wait. */
  waiting: number;
  /** Ends the attempt that has a person in it. */
  flow: AbortController | undefined;
}

const owner = 'deviceAuthorization';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
/** Added on `slow_down` (RFC 8628 section 3.5). */
const slowDown = 5000;
const longestInterval = 60_000;
/** The attempt ends with the device code; this only has to be later. */
const noDeadline = 0x7fff_ffff;

/**
 * Tokens on behalf of a person who signs in on another device (RFC 8628): for programs without a browser. All callers
 * wait for one sign-in; after it, refresh tokens (RFC 6749 section 6) renew the token as long as the server gives them.
 * A sign-in that nobody waits for any longer is given up. One source is for one person.
 *
 * @throws TypeError when an option is missing or not acceptable
 *
 * `getToken` throws `TokenError` with `error` `access_denied` or `expired_token` when the person refuses or is silent.
 *
 * @example
 * const tokens = deviceAuthorization({
 *   deviceAuthorizationUrl: 'https://auth.example.org/oauth/device_authorization',
 *   tokenUrl: 'https://auth.example.org/oauth/token',
 *   clientId: 'cli',
 *   scope: ['profile.read', 'offline_access'],
 *   prompt: ({ verificationUri, userCode }) => console.log(`Open ${verificationUri} and type ${userCode}`),
 * });
 */
export function deviceAuthorization(options: DeviceAuthorizationOptions): TokenSource {
  const insecure = options.dangerouslyAllowInsecureTokenUrl === true;
  const url = (option: 'deviceAuthorizationUrl' | 'tokenUrl') =>
    secureUrl(owner, option, options[option], 'dangerouslyAllowInsecureTokenUrl', insecure);
  const [deviceUrl, tokenUrl] = [url('deviceAuthorizationUrl'), url('tokenUrl')];
  const clientId = requiredString(owner, 'clientId', options.clientId, 'the `client_id` of the client');
  const { prompt, onRefreshToken, clientAuthentication: authenticate = tlsClientAuth() } = options;
  for (const [name, value] of Object.entries({ prompt, clientAuthentication: authenticate, onRefreshToken })) {
    if (typeof value === 'function' || (name === 'onRefreshToken' && value === undefined)) continue;
    throw optionError(owner, name, value, 'a function');
  }
  const { audience, parameters = {}, clock = systemClock } = options;
  const scopes = stringList(owner, 'scope', options.scope);
  const resource = stringList(owner, 'resource', options.resource);
  if (options.refreshToken !== undefined) {
    requiredString(owner, 'refreshToken', options.refreshToken, 'a refresh token of an earlier run, or nothing');
  }
  const timeout = milliseconds(owner, 'timeout', options.timeout, 10_000);
  if (timeout === false) throw optionError(owner, 'timeout', timeout, 'milliseconds above 0');
  const policy = retryPolicy(owner, options.retry);
  const client = { clientId, authenticate, fetch: fetchOption(owner, options.fetch), clock };
  const tokenEndpoint = { ...client, url: tokenUrl, role: 'the token endpoint' };
  const deviceEndpoint = { ...client, url: deviceUrl, role: 'the device authorization endpoint' };
  /** Why a sign-in that nobody waits for ends. */
  const abandoned = new DOMException('Nobody waits for this sign-in any longer.', 'AbortError');

  async function post(
    endpoint: typeof tokenEndpoint,
    body: URLSearchParams,
    signal: AbortSignal,
    repeatable: boolean,
  ): Promise<OAuthAnswer> {
    const controller = new AbortController();
    const onAbort = () => controller.abort(signal.reason);
    signal.addEventListener('abort', onAbort);
    const cancel = clock.schedule(
      () =>
        controller.abort(new TimeoutError(`${endpoint.role} did not answer within ${timeout} ms.`, timeout as number)),
      timeout as number,
      true,
    );
    try {
      return await orAbort(
        postForm(endpoint, body, { policy, repeatable, signal: controller.signal }),
        controller.signal,
      );
    } finally {
      cancel();
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The form of every request, without its grant. */
  const form = (fields: Record<string, string>, asked?: readonly string[]): URLSearchParams => {
    const body = new URLSearchParams(fields);
    if (asked) body.set('scope', asked.join(' '));
    for (const indicator of resource ?? []) body.append('resource', indicator);
    return body;
  };

  async function keepRefreshToken(session: Session, refreshToken: string | undefined): Promise<void> {
    if (session.refreshToken === refreshToken) return;
    session.refreshToken = refreshToken;
    try {
      if (session.key === defaultKey) await onRefreshToken?.(refreshToken);
    } catch {
      // At worst the next run asks the person again.
    }
  }

  async function accept(session: Session, { answer, requestedAt, sent }: OAuthAnswer): Promise<AccessToken> {
    const token = await tokenOf(answer, { host: tokenUrl.host, requestedAt, asked: session.asked, sent });
    const refreshToken = answer.body!['refresh_token'];
    session.current = token;
    // A server that does not rotate leaves the field out (RFC 6749 section 6).
    if (typeof refreshToken === 'string' && refreshToken !== '') await keepRefreshToken(session, refreshToken);
    return token;
  }

  /** Not repeated by itself: a request that got lost on its way back has used the token up. */
  const refresh = async (session: Session, refreshToken: string, signal: AbortSignal): Promise<AccessToken> =>
    accept(
      session,
      await post(tokenEndpoint, form({ grant_type: 'refresh_token', refresh_token: refreshToken }), signal, false),
    );

  async function poll(session: Session, code: DeviceCode, signal: AbortSignal): Promise<AccessToken> {
    let { interval } = code;
    for (;;) {
      await sleep(clock, Math.min(interval, Math.max(code.expiresAt - clock.now(), 0)), signal);
      if (clock.now() >= code.expiresAt) {
        throw new TokenError(
          `The code of the sign-in at ${tokenUrl.host} expired before the person answered. Ask again.`,
          {
            error: 'expired_token',
          },
        );
      }
      let said: OAuthAnswer;
      try {
        said = await post(
          tokenEndpoint,
          form({ grant_type: deviceGrant, device_code: code.deviceCode }),
          signal,
          false,
        );
      } catch (error) {
        if (!isConnectionError(error) && !isTimeoutError(error)) throw error;
        interval = Math.min(interval * 2, Math.max(interval, longestInterval));
        continue;
      }
      const { status, body } = said.answer;
      // Some servers answer 200 to what RFC 8628 wants as 400.
      const error = body?.['access_token'] === undefined ? body?.['error'] : undefined;
      if (error === 'slow_down') interval += slowDown;
      else if (error === 'authorization_pending') continue;
      else if (status >= 500 || status === 429) interval = Math.min(interval * 2, Math.max(interval, longestInterval));
      else return accept(session, said);
    }
  }

  async function signIn(session: Session): Promise<AccessToken> {
    const flow = new AbortController();
    session.flow = flow;
    try {
      const body = form({ ...parameters, ...(audience !== undefined && { audience }) }, session.asked);
      const { answer, requestedAt, sent } = await post(deviceEndpoint, body, flow.signal, true);
      if (answer.status !== 200) throw refusal(deviceUrl.host, answer, sent, 'The device authorization endpoint');
      const { code, device } = deviceCodeOf(answer, deviceUrl.host, requestedAt);
      const polled = poll(session, code, flow.signal);
      const prompted = Promise.resolve(device).then((shown) => prompt(shown));
      return await Promise.race([polled, prompted.then(() => polled)]);
    } finally {
      flow.abort(abandoned);
      session.flow = undefined;
    }
  }

  const keyOf = (asked: readonly string[] | undefined): string => JSON.stringify(asked ?? null);
  const defaultKey = keyOf(scopes);
  const sessions = new Map<string, Session>();
  function sessionOf(asked: readonly string[] | undefined): Session {
    const key = keyOf(asked);
    let session = sessions.get(key);
    if (!session) {
      const refreshToken = key === defaultKey ? options.refreshToken : undefined;
      session = { key, asked, refreshToken, current: undefined, waiting: 0, flow: undefined };
      sessions.set(key, session);
    }
    return session;
  }

  const cache = new TokenCache({
    clock,
    store: undefined,
    timeout: noDeadline,
    async request(asked, signal) {
      const session = sessionOf(asked);
      if (session.refreshToken !== undefined) {
        try {
          return await refresh(session, session.refreshToken, signal);
        } catch (error) {
          if (!isTokenError(error) || error.error !== 'invalid_grant') throw error;
          await keepRefreshToken(session, undefined);
        }
      }
      // A renewal behind the callers' backs: nobody is asked to sign in while the token still counts.
      if (session.current && isUsable(session.current, clock.now())) return session.current;
      return signIn(session);
    },
  });

  return {
    async getToken({ scopes: named, signal } = {}) {
      const session = sessionOf(named === undefined ? scopes : stringList(owner, 'scopes', named));
      session.waiting += 1;
      try {
        for (;;) {
          try {
            return await cache.get(session.key, session.asked, signal);
          } catch (error) {
            // Others gave it up at the moment when this caller came.
            if (error !== abandoned) throw error;
          }
        }
      } finally {
        session.waiting -= 1;
        if (session.waiting === 0) session.flow?.abort(abandoned);
      }
    },
    invalidate(token) {
      for (const session of sessions.values()) {
        if (session.current?.value === token.value) session.current = undefined;
      }
      cache.drop(token);
    },
    authenticateClient: async (outgoing) =>
      (await import('../on-demand.ts')).clientItself(outgoing, { tokenUrl, clientId, authenticate }),
  };
}
