import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseAuthorization } from '../access/presented.ts';
import type { AuthenticationObserver } from '../events.ts';
import type { Attempts } from './attempts.ts';

/** How an attempt of a client to authenticate ended. */
export interface Outcome {
  status: number;
  /** As it was sent, in the header or in the body. */
  clientId: string | undefined;
  /** It proved who it is: by a secret, an assertion or a certificate. A public client proves nothing. */
  authenticated: boolean;
}

/** An attempt under way, found again by its request: oidc-provider sees Node's request only. */
interface Attempt {
  attempts: Attempts;
  address: string;
}
const underWay = new WeakMap<IncomingMessage, Attempt>();

/**
 * Limits failed client authentication at the endpoints where clients authenticate. Call it before their routes are added.
 *
 * @param paths of the endpoints; their POST routes are limited
 * @param tell is told of attempts that were not looked at
 */
export function limitClientAttempts(
  app: FastifyInstance,
  attempts: Attempts,
  paths: ReadonlySet<string>,
  tell: AuthenticationObserver = () => {},
): void {
  // By route, not by request: other operations pay nothing for it.
  app.addHook('onRoute', (route) => {
    if (route.method !== 'POST' || !paths.has(route.url)) return;
    route.onRequest = [route.onRequest ?? []].flat().concat(async (request, reply) => {
      const clientId = basicClientId(request);
      const seconds = attempts.check(request.ip, clientId);
      if (seconds > 0) {
        tell({
          type: 'attempts.limited',
          outcome: 'failure',
          reason: 'client',
          requestId: request.id,
          address: request.ip,
          ...(clientId === undefined ? {} : { claimedClientId: clientId }),
        });
        const { status, headers, body } = tooManyAttempts(seconds);
        return reply.code(status).headers(headers).send(body);
      }
      underWay.set(request.raw, { attempts, address: request.ip });
      return undefined;
    });
    route.onResponse = [route.onResponse ?? []].flat().concat(async (request, reply) => {
      // A token that is not valid does not count as a failed client: clients meet that every day when one expires.
      if (parseAuthorization(request.headers.authorization)?.scheme === 'bearer') return;
      const clientId = basicClientId(request);
      settleAttempt(request.raw, {
        status: reply.raw.statusCode,
        clientId,
        authenticated: clientId !== undefined,
      });
    });
  });
}

/**
 * Counts how an attempt ended, once. Whoever knows the answer before it is sent calls it then; what nobody settled is
 * settled when the answer is out.
 *
 * @returns seconds to wait when the failure is to be answered by `tooManyAttempts`, else 0
 */
export function settleAttempt(request: IncomingMessage, { status, clientId, authenticated }: Outcome): number {
  const attempt = underWay.get(request);
  if (!attempt) return 0;
  underWay.delete(request);
  if (status === 401) return attempt.attempts.failed(attempt.address, clientId);
  if (status < 300 && authenticated && clientId !== undefined) attempt.attempts.succeeded(attempt.address, clientId);
  return 0;
}

/** The refusal, the same for everybody: it says nothing of the client (A1). */
export function tooManyAttempts(seconds: number) {
  return {
    status: 429,
    headers: { 'retry-after': String(seconds), 'cache-control': 'no-store' },
    body: {
      error: 'temporarily_unavailable',
      error_description: `Too many failed attempts from your address. Check the client id and the secret, and try again in ${seconds} s.`,
    },
  };
}

/** The client of an HTTP Basic header (RFC 6749 section 2.3.1), without a look at whether the rest of it is right. */
function basicClientId({ headers }: FastifyRequest): string | undefined {
  const authorization = parseAuthorization(headers.authorization);
  if (authorization?.scheme !== 'basic') return undefined;
  const [clientId = ''] = Buffer.from(authorization.value, 'base64').toString('utf8').split(':', 1);
  return new URLSearchParams(`id=${clientId.replaceAll('&', '%26')}`).get('id') ?? undefined;
}
