import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Attempts } from '../limits/attempts.ts';
import type { AuthenticationObserver } from '../events.ts';
import { languageOf, messagePage, pageHeaders } from '../pages/index.ts';

/** What guesses are counted by, beside their address. No client id has a line break. */
const codesKey = 'codes of devices\n';

const underWay = new WeakMap<IncomingMessage, () => void>();

/**
 * Limits guesses at the codes of devices (K5). A code has 8 of 20 letters, 34.6 bits, and lives ten minutes. In that time
 * one address has about 110 guesses by the default budget (10 at once, one more every 6 seconds): with a thousand codes
 * open it hits one with a chance of 1 in 230,000. A session is no measure: whoever guesses drops its cookie.
 *
 * @returns whether the request was answered here
 */
export function refuseGuess(
  attempts: Attempts | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  tell: AuthenticationObserver,
): boolean {
  if (!attempts) return false;
  const seconds = attempts.check(request.ip, codesKey);
  if (seconds === 0) {
    underWay.set(request.raw, () => void attempts.failed(request.ip, codesKey));
    return false;
  }
  tell({
    type: 'attempts.limited',
    outcome: 'failure',
    reason: 'user_code',
    requestId: request.id,
    address: request.ip,
  });
  const { cookie, 'accept-language': acceptLanguage } = request.headers;
  const language = languageOf({ cookie, acceptLanguage });
  void reply
    .code(429)
    .headers({ ...pageHeaders(language), 'retry-after': String(seconds) })
    .send(messagePage({ kind: 'too_many_tries', status: 429 }, language));
  return true;
}

/** The code of this request was not one: it counts as a guess. */
export function countGuess(request: IncomingMessage): void {
  underWay.get(request)?.();
  underWay.delete(request);
}
