import type { Clock } from '../clock.ts';
import { isSdkError } from '../errors.ts';
import { explained } from '../transport/connection.ts';
import { foreign } from '../transport/foreign.ts';
import { type RetryPolicy, withRetries } from '../transport/retry.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { SentForm } from './redact.ts';
import { type TokenAnswer, readTokenAnswer } from './token-endpoint.ts';

/** An endpoint of an authorization server, and the client that asks it. */
export interface OAuthEndpoint {
  url: URL;
  /** What it is called in errors. */
  role: string;
  clientId: string;
  authenticate: ClientAuthentication;
  fetch: typeof fetch;
  clock: Clock;
  /** More headers, such as `User-Agent`. */
  headers?: Readonly<Record<string, string>> | undefined;
}

export interface OAuthAnswer {
  answer: TokenAnswer;
  /** When the request that was answered was sent, in milliseconds since the epoch. */
  requestedAt: number;
  /** What must not be repeated of what the other side says. */
  sent: SentForm;
}

/**
 * Posts a form to an OAuth endpoint. No redirect is followed: a secret goes where it was meant to go.
 *
 * @throws ConnectionError, or the signal's reason
 */
export async function postForm(
  { url, role, clientId, authenticate, fetch, clock, headers: more }: OAuthEndpoint,
  body: URLSearchParams,
  {
    policy,
    repeatable,
    signal,
    endsAt = Infinity,
  }: {
    policy: RetryPolicy;
    repeatable: boolean;
    signal: AbortSignal;
    /** When the attempt is given up, in milliseconds since the epoch: no wait beyond it is begun. */
    endsAt?: number;
  },
): Promise<OAuthAnswer> {
  const headers: Record<string, string> = {
    ...more,
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  let requestedAt = clock.now();
  const send = async (): Promise<Response> => {
    // Authenticated again at each try: an assertion may be used only once (RFC 7523 section 3).
    await foreign(() => authenticate({ url: url.href, clientId, headers, body, signal }));
    requestedAt = clock.now();
    return fetch(url.href, { method: 'POST', headers, body: body.toString(), redirect: 'manual', signal });
  };
  try {
    const response = await withRetries(send, {
      url: url.href,
      method: 'POST',
      repeatable,
      policy,
      signal,
      endsAt,
    });
    return { answer: await readTokenAnswer(response), requestedAt, sent: { headers, body } };
  } catch (error) {
    if (signal.aborted || isSdkError(error)) throw error;
    throw await explained(error, url, role);
  }
}
