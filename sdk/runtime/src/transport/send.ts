import type { AccessToken } from '../auth/access-token.ts';
import type { TokenSource } from '../auth/token-source.ts';
import { type UserToken, userTokenOf } from '../auth/user-token.ts';
import type { Contract } from '../contract.ts';
import { ReplayError, isTokenError } from '../errors.ts';
import type { Hooks } from '../observe/hooks.ts';
import type { Log } from '../observe/logger.ts';
import { isWorkerd } from '../runtime.ts';
import { explained, isConnectionFailure } from './connection.ts';
import { Deadline, type Phase } from './deadline.ts';
import { discard } from './discard.ts';
import { type Exchange, isStream, nameOf, pathOf } from './exchange.ts';
import type { PlainInit } from './redirect.ts';
import { type RetryPolicy, isRepeatable, withRetries } from './retry.ts';

/** What holds for one call. */
export interface Terms {
  policy: RetryPolicy;
  /** Deadline of each try, in milliseconds; `false` for none of its own. */
  tryTimeout: number | false;
  /** Reads the body of a success as part of the try, so that a broken body is tried again too. */
  read?: ((success: Response) => Promise<void>) | undefined;
}

export type Send = (exchange: Exchange, deadline: Deadline, terms: Terms) => Promise<Response>;

export interface SendOptions {
  tokens: TokenSource | undefined;
  fetch: typeof globalThis.fetch;
  userToken: UserToken | undefined;
  userTokenHeader: string;
  hooks: Hooks | undefined;
  log: Log;
  /** Names operations in errors and warnings. */
  contract?: Contract | undefined;
}

/** How long a new token that was refused at once is kept all the same, in milliseconds. */
const vainPause = 30_000;

/** Sends requests: with a token, once more with a new one after a 401, and again as far as the policy allows. */
export function createSend({ tokens, fetch, userToken, userTokenHeader, hooks, log, contract }: SendOptions): Send {
  /** A 401 that a new token did not mend is about something else: until then, no further token is spent on it. */
  let vain: { token: string; until: number } | undefined;
  /** The token that was sent last, for the log. */
  let known: AccessToken | undefined;
  const isWatched = hooks !== undefined || log.debug !== undefined;
  const warned = new Set<string>();

  async function warnOnce(exchange: Exchange, response: Response): Promise<void> {
    const address = `${exchange.method} ${exchange.template ?? pathOf(exchange.url)}`;
    if (warned.has(address)) return;
    warned.add(address);
    await contract?.load();
    const { warnOfDeprecation } = await import('../on-demand.ts');
    const operation = exchange.template && contract?.find(exchange.method, exchange.template)?.name;
    warnOfDeprecation(log, operation ?? address, response.headers);
  }

  return async function send(exchange, deadline, { policy, tryTimeout, read }) {
    const { headers, body } = exchange;
    const oneShot = isStream(body);
    const hasUser = (exchange.userToken ?? userToken) !== undefined;
    let { signal } = deadline;
    let tryDeadline: Deadline | undefined;
    let replayed = false;
    let sent = 0;

    const enter = (phase: Phase): void => {
      deadline.phase = phase;
      if (tryDeadline) tryDeadline.phase = phase;
    };

    const write = (name: string, value: string): void => {
      headers[name] = value;
      if (name !== 'authorization') (exchange.written ??= new Set()).add(name);
    };
    /** A call that brings a header itself keeps it, as it keeps its own `Authorization`. */
    const isCallers = (name: string): boolean =>
      name !== 'authorization' && headers[name] !== undefined && !exchange.written?.has(name);

    const transmit = async (): Promise<Response> => {
      const init: PlainInit = { ...exchange.init, method: exchange.method, headers, signal };
      if (body !== undefined && body !== null) init.body = body;
      if (oneShot) init.duplex = 'half';
      // On a redirect to another origin fetch takes `Authorization` away, and nothing else; workerd, when it is told to
      // behave as of before September 2025, not even that.
      const isSafe = !exchange.written && !(headers['authorization'] !== undefined && isWorkerd());
      if (isSafe || (init.redirect ?? 'follow') !== 'follow') return fetch(exchange.url, init);
      const confidential = [...(exchange.written ?? []), 'authorization', 'proxy-authorization', 'cookie'];
      const { fetchGuarded } = await import('../on-demand.ts');
      return fetchGuarded(fetch, exchange.url, init, confidential, oneShot);
    };

    const watch = async (token: AccessToken | undefined): Promise<Response> => {
      const { open, watched } = await import('../on-demand.ts');
      const state = token && (token === known ? 'cached' : 'renewed');
      known = token ?? known;
      const request = await open(hooks, exchange, sent, state);
      return watched({ hooks, log }, request, transmit);
    };

    const carry = async (token: AccessToken | undefined): Promise<Response> => {
      enter('waiting for the answer');
      sent += 1;
      if (token) write(token.header ?? 'authorization', token.authorization);
      const response = await (isWatched ? watch(token) : transmit());
      if (log.warn && (response.headers.has('deprecation') || response.headers.has('sunset'))) {
        warnOnce(exchange, response).catch(() => {});
      }
      return response;
    };

    const addUser = async (): Promise<void> => {
      const person = exchange.userToken === undefined ? userToken : exchange.userToken;
      if (person === undefined || person === null || isCallers(userTokenHeader)) return;
      const value = await userTokenOf(exchange.method, person, signal);
      if (value === undefined) delete headers[userTokenHeader];
      else write(userTokenHeader, value);
    };

    const getToken = (source: TokenSource): Promise<AccessToken> => {
      enter('waiting for a token');
      return source.getToken({ scopes: exchange.scopes, signal }).catch(async (error: unknown) => {
        if (!isTokenError(error) || error.error !== 'invalid_scope') throw error;
        throw (await import('../on-demand.ts')).scopeRefusal(error, exchange, contract);
      });
    };

    async function recover(source: TokenSource, refused: AccessToken, response: Response): Promise<Response> {
      // A key that does not change is all there is.
      if (refused.replaceable === false) return response;
      const now = Date.now();
      if (vain && vain.token === refused.value && now < vain.until) return response;
      // Somebody else's 401, after a redirect on which our token did not go along.
      if (response.redirected && new URL(response.url).origin !== new URL(exchange.url).origin) return response;
      source.invalidate(refused);
      if (oneShot) {
        discard(response);
        throw new ReplayError(
          `${nameOf(exchange)} was refused with 401 after its body, a stream, had been sent; a stream is read only once. ` +
            'Call again with a new stream: a new token will be used. Or pass a string, Blob or Uint8Array, which can be sent again.',
        );
      }
      let renewed: AccessToken;
      try {
        renewed = await getToken(source);
      } catch (error) {
        discard(response);
        throw error;
      }
      if (renewed.value === refused.value) {
        vain = { token: renewed.value, until: now + vainPause };
        return response;
      }
      discard(response);
      if (hasUser) await addUser();
      const second = await carry(renewed);
      // Only a token that was asked for after the refusal proves that tokens are not what is wrong.
      if (second.status === 401 && renewed.requestedAt >= now) vain = { token: renewed.value, until: now + vainPause };
      return second;
    }

    const authorized = async (source: TokenSource): Promise<Response> => {
      const token = await getToken(source);
      if (isCallers(token.header ?? 'authorization')) return carry(undefined);
      if (hasUser) await addUser();
      const response = await carry(token);
      if (response.status !== 401 || replayed) return response;
      replayed = true;
      return recover(source, token, response);
    };

    const attempt = async (): Promise<Response> => {
      const response = await (tokens && exchange.authorized ? authorized(tokens) : carry(undefined));
      if (read && response.ok) {
        enter('reading the body');
        await read(response);
      }
      return response;
    };

    const bounded = async (): Promise<Response> => {
      const own = new Deadline(tryTimeout, deadline.signal, () => `A try of ${nameOf(exchange)}`, 'tryTimeout');
      tryDeadline = own;
      signal = own.signal;
      try {
        return await attempt();
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      } finally {
        own.stop();
      }
    };

    try {
      return await withRetries(tryTimeout === false ? attempt : bounded, {
        url: exchange.url,
        method: exchange.method,
        repeatable: !oneShot && isRepeatable(exchange.method, headers),
        policy,
        signal: deadline.signal,
        endsAt: deadline.endsAt,
        isWorth: (error) => isConnectionFailure(error) || (tryDeadline !== undefined && error === signal.reason),
        onWait: () => enter('waiting to try again'),
      });
    } catch (error) {
      deadline.clear();
      if (deadline.signal.aborted) throw deadline.signal.reason;
      throw await explained(error, new URL(exchange.url), 'the API');
    }
  };
}
