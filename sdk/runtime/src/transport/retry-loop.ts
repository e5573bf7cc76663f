import { orAbort } from '../clock.ts';
import { isConnectionFailure, reasonOf } from './connection.ts';
import { discard } from './discard.ts';
import { retryAfterOf } from './limits.ts';
import type { Attempts, Outcome } from './retry.ts';

/** What the next try would meet again: certificates, TLS that does not fit, a proxy that says no. */
const lasting =
  /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|^ERR_(TLS|SSL)_|^EPROTO$|^PROXY_4|^UND_ERR_(CLOSED|DESTROYED)$/;

const lasts = (error: unknown): boolean =>
  error instanceof Error && isConnectionFailure(error) && lasting.test(reasonOf(error) ?? '');

/** What follows a first try that is worth another. */
export async function retryFrom(
  first: Outcome,
  attempt: () => Promise<Response>,
  attempts: Attempts,
): Promise<Response> {
  const { policy, signal, endsAt, isWorth = isConnectionFailure } = attempts;
  if ('error' in first && lasts(first.error)) throw first.error;
  // Loading it takes time too, and that belongs to the call.
  const { default: ky } = await orAbort(import('ky'), signal);
  let next: Outcome | undefined = first;
  let tries = 0;
  let last: Outcome = first;

  /** Whether it is worth waiting: tries are left, and a wait that the server asks for ends before the deadline. */
  const again = (response?: Response): boolean => {
    if (tries > policy.limit || signal?.aborted) return false;
    const asked = response && [429, 503].includes(response.status) ? retryAfterOf(response.headers) : undefined;
    return asked === undefined || Date.now() + Math.min(asked * 1000, policy.maxRetryAfter) < endsAt;
  };

  // ky keeps the schedule; the request itself stays ours, so that each try carries the present token and the whole body.
  const once = async (): Promise<Response> => {
    tries += 1;
    last =
      next ??
      (await attempt().then(
        (response) => ({ response }),
        (error: unknown) => ({ error }),
      ));
    next = undefined;
    if ('error' in last) throw last.error;
    const { response } = last;
    if (!policy.statusCodes.includes(response.status) || !again(response)) return new Response(null, { status: 204 });
    discard(response);
    attempts.onWait?.();
    return new Response(null, { status: response.status, headers: timing(response.headers) });
  };

  try {
    await ky(attempts.url, {
      // ky never sends this request; its method only has to be one that it repeats.
      method: 'get',
      fetch: once,
      ...(signal && { signal }),
      timeout: false,
      retry: {
        limit: policy.limit,
        methods: ['get'],
        statusCodes: [...policy.statusCodes],
        afterStatusCodes: [429, 503],
        maxRetryAfter: policy.maxRetryAfter,
        delay: (count) => policy.delay * 2 ** (count - 1),
        backoffLimit: policy.maxDelay,
        jitter: true,
        shouldRetry: () => {
          if (!('error' in last)) return undefined;
          if (!isWorth(last.error) || lasts(last.error) || !again()) return false;
          attempts.onWait?.();
          return true;
        },
      },
    });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw failureOf(last) ?? error;
  }
  return (last as { response: Response }).response;
}

const failureOf = (outcome: Outcome): unknown => ('error' in outcome ? outcome.error : undefined);

/** The one field that ky plans by. */
function timing(headers: Headers): HeadersInit {
  const value = headers.get('retry-after');
  return value === null ? {} : { 'retry-after': value };
}
