import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { noteCaller, noteOAuthError } from '../calls.ts';
import { settleAttempt, tooManyAttempts } from '../limits/client-attempts.ts';
import { limitOfAnswer } from '../limits/limit-calls.ts';
import { ProblemError } from '../problem.ts';

/** An observer of answers; it changes none. */
export interface AnswerWitness {
  answered(context: KoaContextWithOIDC): void;
  limited(context: KoaContextWithOIDC): void;
}

/** A failure of ours in OAuth's shape. A store that is away comes back: 503 tells clients to wait for it. */
export function oauthFault(error: unknown) {
  if (error instanceof ProblemError && error.status === 503) {
    return {
      status: 503,
      headers: { 'retry-after': '5', ...error.headers },
      body: { error: 'temporarily_unavailable', error_description: error.message },
    };
  }
  const error_description = 'Try again. If it persists, write to us with the X-Request-Id.';
  return { status: 500, headers: {}, body: { error: 'server_error', error_description } };
}

/**
 * The last word on what oidc-provider answers. It wraps all other middleware, and so answers for what fails there.
 *
 * @param onError - told of faults of ours
 * @param witness - told of each answer before a limit takes its place, and of each that a limit took the place of
 */
export function finishAnswers(
  provider: Provider,
  issuer: string,
  onError: (error: unknown) => void,
  witness: AnswerWitness,
): void {
  const faults = new WeakMap<object, unknown>();
  provider.on('server_error', (context, error) => {
    faults.set(context, error);
    onError(error);
  });
  provider.silent = true;

  provider.use(async (context, next) => {
    try {
      await next();
    } catch (error) {
      faults.set(context, error);
      onError(error);
    }
    const isPage = typeof context.body === 'string' && context.response.type === 'text/html';
    if (faults.has(context) && !isPage) {
      const { status, headers, body } = oauthFault(faults.get(context));
      context.status = status;
      context.set(headers);
      context.body = body;
    }
    refuseGrantByName(context as KoaContextWithOIDC);
    sayLimit(context as KoaContextWithOIDC);
    witness.answered(context as KoaContextWithOIDC);
    if (limitFailures(context as KoaContextWithOIDC)) witness.limited(context as KoaContextWithOIDC);
    const { error } = (isPage ? {} : (context.body ?? {})) as { error?: unknown };
    if (typeof error === 'string') noteOAuthError(context.req, error);
    context.set('Cache-Control', 'no-store');
    // A body that was too long is not read to its end, and the next request could not begin.
    if (!context.req.complete) context.set('Connection', 'close');
    // It opens the endpoints to pages of any origin, which clients with a secret have no use for.
    for (const name of ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Vary']) context.remove(name);
    // It names the scheme only to clients that tried Basic; RFC 9110 section 15.5.2 wants it on every 401.
    if (context.status === 401 && !context.response.get('WWW-Authenticate')) {
      context.set('WWW-Authenticate', `Basic realm="${issuer}", error="invalid_client"`);
    }
  });
}

/** Says what is left of the limit, and answers what was refused by it. */
function sayLimit(context: KoaContextWithOIDC): void {
  const { headers, refusal } = limitOfAnswer(context.req) ?? {};
  if (headers) context.set(headers);
  if (!refusal) return;
  context.status = refusal.status;
  context.body = refusal.body;
}

/** Where clients prove who they are, by oidc-provider's names. */
const clientRoutes = new Set(['token', 'revocation', 'introspection', 'device_authorization']);

/**
 * Counts how the client's authentication ended, and answers a failure for which there was no budget as the limit does (A3).
 *
 * @returns whether the limit answers
 */
function limitFailures(context: KoaContextWithOIDC): boolean {
  const { req, status, oidc } = context;
  const client = oidc?.client;
  const authenticated = client !== undefined && client.clientAuthMethod !== 'none';
  // Elsewhere a client is only named, by anybody; and when the failure is ours it is not known whether the client had
  // authenticated before.
  if (authenticated && clientRoutes.has(oidc.route) && status !== 401 && status < 500) {
    noteCaller(req, { kind: 'client', clientId: client.clientId });
  }
  const seconds = settleAttempt(req, { status, clientId: client?.clientId, authenticated });
  if (seconds === 0) return false;
  const refusal = tooManyAttempts(seconds);
  context.status = refusal.status;
  context.remove('WWW-Authenticate');
  context.set(refusal.headers);
  context.body = refusal.body;
  return true;
}

/** RFC 6749 section 5.2 has a name for a grant that this client may not use. */
function refuseGrantByName({ oidc, body }: KoaContextWithOIDC): void {
  const refused = body as { error?: string; error_description?: string } | undefined;
  const grantType = oidc && grantOf(oidc);
  if (refused?.error !== 'invalid_request' || grantType === undefined) return;
  if (oidc.client === undefined || oidc.client.grantTypeAllowed(grantType)) return;
  refused.error = 'unauthorized_client';
  refused.error_description = `This client may not use the grant ${grantType}.`;
}

function grantOf({ route, params }: KoaContextWithOIDC['oidc']): string | undefined {
  if (route === 'device_authorization') return 'urn:ietf:params:oauth:grant-type:device_code';
  const grantType = params?.['grant_type'];
  return route === 'token' && typeof grantType === 'string' ? grantType : undefined;
}
