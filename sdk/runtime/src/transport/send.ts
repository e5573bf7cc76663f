import type { AccessToken } from '../auth/access-token.ts';
import type { TokenSource } from '../auth/token-source.ts';
import { type UserToken, userTokenOf } from '../auth/user-token.ts';
import { ReplayError, TokenError, isTokenError } from '../errors.ts';
import { explained } from './connection.ts';
import type { Deadline } from './deadline.ts';
import { discard } from './discard.ts';
import type { PlainHeaders } from './headers.ts';
import type { PlainInit } from './redirect.ts';
import { type RetryPolicy, isRepeatable, withRetries } from './retry.ts';

/** A request in its plain parts, so that it can be sent again. */
export interface Exchange {
  url: string;
  /** Upper case. */
  method: string;
  /** Lower-case names; a copy of our own, into which each try writes its token. */
  headers: PlainHeaders;
  body: BodyInit | null | undefined;
  /** Whether it carries a token. */
  authorized: boolean;
  scopes?: readonly string[] | undefined;
  /** How the contract calls it, for errors. */
  operation?: string | undefined;
  /** The person on whose behalf it is sent; default the client's, `null` for nobody. */
  userToken?: UserToken | null | undefined;
  /** Secret headers beside `authorization` that were written in here, in lower case: for this origin alone. */
  written?: Set<string>;
  /** What else the caller told fetch. */
  init?: RequestInit | undefined;
}

export type Send = (exchange: Exchange, deadline: Deadline, policy: RetryPolicy) => Promise<Response>;

/** How long a new token that was refused at once is kept all the same, in milliseconds. */
const vainPause = 30_000;

const isStream = (body: Exchange['body']): boolean =>
  typeof body === 'object' &&
  body !== null &&
  (typeof (body as ReadableStream).getReader === 'function' || Symbol.asyncIterator in body);

/** Sends requests: with a token, once more with a new one after a 401, and again as far as the policy allows. */
export function createSend({
  tokens,
  fetch,
  userToken,
  userTokenHeader = 'x-user-token',
}: {
  tokens: TokenSource | undefined;
  fetch: typeof globalThis.fetch;
  userToken?: UserToken | undefined;
  userTokenHeader?: string;
}): Send {
  /** A 401 that a new token did not mend is about something else: until then, no further token is spent on it. */
  let vain: { token: string; until: number } | undefined;

  return async function send(exchange, deadline, policy) {
    const { headers, body } = exchange;
    const { signal } = deadline;
    const oneShot = isStream(body);
    const hasUser = (exchange.userToken ?? userToken) !== undefined;
    let replayed = false;

    const write = (name: string, value: string): void => {
      headers[name] = value;
      if (name !== 'authorization') (exchange.written ??= new Set()).add(name);
    };
    /** A call that brings a header itself keeps it, as it keeps its own `Authorization`. */
    const isCallers = (name: string): boolean =>
      name !== 'authorization' && headers[name] !== undefined && !exchange.written?.has(name);

    const carry = async (token: AccessToken | undefined): Promise<Response> => {
      deadline.phase = 'waiting for the answer';
      if (token) write(token.header ?? 'authorization', token.authorization);
      const init: PlainInit = { ...exchange.init, method: exchange.method, headers, signal };
      if (body !== undefined && body !== null) init.body = body;
      if (oneShot) init.duplex = 'half';
      // On a redirect to another origin fetch takes `Authorization` away, and nothing else.
      if (!exchange.written || (init.redirect ?? 'follow') !== 'follow') return fetch(exchange.url, init);
      const confidential = [...exchange.written, 'authorization', 'proxy-authorization', 'cookie'];
      const { fetchGuarded } = await import('./redirect.ts');
      return fetchGuarded(fetch, exchange.url, init, confidential, oneShot);
    };

    const addUser = async (): Promise<void> => {
      const person = exchange.userToken === undefined ? userToken : exchange.userToken;
      if (person === undefined || person === null || isCallers(userTokenHeader)) return;
      const value = await userTokenOf(exchange.method, person, signal);
      if (value === undefined) delete headers[userTokenHeader];
      else write(userTokenHeader, value);
    };

    const getToken = (source: TokenSource): Promise<AccessToken> => {
      deadline.phase = 'waiting for a token';
      return source.getToken({ scopes: exchange.scopes, signal }).catch((error: unknown) => {
        throw isTokenError(error) && error.error === 'invalid_scope' ? scopeRefusal(error, exchange) : error;
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
          `${exchange.method} ${pathOf(exchange.url)} was refused with 401 after its body, a stream, had been sent; a stream is read only once. ` +
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

    const attempt = async (): Promise<Response> => {
      if (!tokens || !exchange.authorized) return carry(undefined);
      const token = await getToken(tokens);
      if (isCallers(token.header ?? 'authorization')) return carry(undefined);
      if (hasUser) await addUser();
      const response = await carry(token);
      if (response.status !== 401 || replayed) return response;
      replayed = true;
      return recover(tokens, token, response);
    };

    try {
      return await withRetries(attempt, {
        url: exchange.url,
        method: exchange.method,
        repeatable: !oneShot && isRepeatable(exchange.method, headers),
        policy,
        signal,
        endsAt: deadline.endsAt,
        onWait: () => {
          deadline.phase = 'waiting to try again';
        },
      });
    } catch (error) {
      deadline.clear();
      if (signal.aborted) throw signal.reason;
      throw await explained(error, new URL(exchange.url), 'the API');
    }
  };
}

/** How a call is named in errors: by the contract, or by method and address. */
export const nameOf = ({ operation, method, url }: Exchange): string => operation ?? `${method} ${pathOf(url)}`;

function scopeRefusal(error: TokenError, exchange: Exchange): TokenError {
  const scopes = exchange.scopes?.join(' ');
  const { error: code, description, status } = error;
  return new TokenError(
    `${nameOf(exchange)} was not called: it asks for ${scopes ? `the scope \`${scopes}\`` : 'the scopes of the token source'}, and no token with that was given. ${error.message}`,
    { error: code, description, status },
  );
}

/** The address without its query, which may hold what nobody wants in a log. */
export const pathOf = (url: string): string => url.replace(/[?#].*$/s, '');
