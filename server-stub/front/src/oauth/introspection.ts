import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noteCaller } from '../calls.ts';
import { bearerChallenge } from '../access/challenges.ts';
import type { Principal } from '../access/principal.ts';
import { isActive, type ClientStore } from './clients.ts';
import { verifyOrNothing, type TokenAuthority } from './tokens.ts';
import { InvalidTokenError } from './verification.ts';

/** The one who asks about a token: a client, or the principal of a token with the scopes for it. */
export interface Asker {
  clientId?: string;
  /** The principal of the token that was shown instead of a client's secret. */
  principal?: Principal;
  /** May see the tokens of everybody. */
  privileged?: boolean;
}

/** What is known of a token (RFC 7662 section 2.2). */
export type Introspector = (token: string, asker: Asker) => Promise<object>;

export interface IntrospectionOptions {
  tokens: TokenAuthority;
  clients: ClientStore;
  /** Scopes with which one may look at the tokens of others. Empty: nobody may. */
  scopes: readonly string[];
  /** What the front knows beyond the tokens. */
  standing: Standing;
}

export function createIntrospector(options: IntrospectionOptions): Introspector {
  const { tokens, clients, scopes } = options;
  return async (token, asker) => {
    const { clientId, privileged = false } = asker;
    const principal = await verifyOrNothing(tokens, token);
    if (!principal || !(await isInForce(principal))) return { active: false };
    const { mayKnow } = options.standing;
    if (mayKnow && !(await mayKnow(asker, principal))) return { active: false };
    const visible = privileged || principal.clientId === clientId || (await mayLook(clientId));
    return visible ? { active: true, token_type: 'Bearer', ...(await claimsOf(principal)) } : { active: false };
  };

  /** The scope as it counts now: a role that is lost takes its scopes along. */
  async function claimsOf(principal: Principal): Promise<object> {
    const { effectiveScopes } = options.standing;
    if (!effectiveScopes) return principal.claims;
    const permitted = new Set(await effectiveScopes(principal));
    return { ...principal.claims, scope: [...principal.scopes].filter((scope) => permitted.has(scope)).join(' ') };
  }

  async function isInForce(principal: Principal): Promise<boolean> {
    const { isLive } = options.standing;
    if (isLive && !(await isLive(principal))) return false;
    const { kind, clientId } = principal;
    if (kind !== 'client' || clientId === undefined) return true;
    const client = await clients.find(clientId);
    return client !== undefined && isActive(client);
  }

  async function mayLook(clientId: string | undefined): Promise<boolean> {
    const client = clientId === undefined ? undefined : await clients.find(clientId);
    return client !== undefined && covers(client.scopes, scopes);
  }
}

function covers(granted: Iterable<string>, needed: readonly string[]): boolean {
  const set = new Set(granted);
  return needed.length > 0 && needed.every((scope) => set.has(scope));
}

/** What the front knows of a principal beyond the token; the same for its operations and for introspection. */
export interface Standing {
  isLive?: (principal: Principal) => boolean | Promise<boolean>;
  effectiveScopes?: (principal: Principal) => Iterable<string> | Promise<Iterable<string>>;
  /** Whether an asker may know of a token at all, whatever the asker's scopes. Default yes. */
  mayKnow?: (asker: Asker, principal: Principal) => boolean | Promise<boolean>;
}

/** oidc-provider knows client authentication only; here the request is authorized by a token (RFC 7662 section 2.1). */
export function introspectByBearer(
  introspect: Introspector,
  {
    tokens,
    scopes,
    standing: { isLive, effectiveScopes },
  }: Pick<IntrospectionOptions, 'tokens' | 'scopes' | 'standing'>,
  isHolder: (principal: Principal, request: FastifyRequest['raw']) => boolean,
) {
  return async (request: FastifyRequest, reply: FastifyReply, bearer: string): Promise<object> => {
    reply.header('cache-control', 'no-store');
    const refuse = (
      status: number,
      error: 'invalid_request' | 'invalid_token' | 'insufficient_scope',
      description: string,
    ) =>
      reply
        .code(status)
        .header('www-authenticate', bearerChallenge({ error, error_description: description }))
        .send({ error, error_description: description });
    let asker: Principal;
    try {
      asker = await tokens.verifyToken(bearer);
    } catch (error) {
      if (error instanceof InvalidTokenError) return refuse(401, 'invalid_token', error.message);
      throw error;
    }
    if (!isHolder(asker, request.raw)) return refuse(401, 'invalid_token', 'The token is bound to a certificate.');
    if (isLive && !(await isLive(asker)))
      return refuse(401, 'invalid_token', 'The credential was revoked or has expired.');
    noteCaller(request.raw, asker);
    const permitted = effectiveScopes ? await effectiveScopes(asker) : scopes;
    if (!covers(asker.scopes, scopes) || !covers(permitted, scopes))
      return refuse(403, 'insufficient_scope', `Introspection needs ${scopes.join(' ')}.`);
    if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
      return refuse(400, 'invalid_request', 'Send the token as application/x-www-form-urlencoded.');
    }
    const form = await readText(request.raw, 65_536);
    if (form === undefined) {
      // What is left of the body is not read.
      reply.header('connection', 'close');
      return refuse(400, 'invalid_request', 'The body is too large.');
    }
    const token = new URLSearchParams(form).getAll('token');
    if (token.length !== 1 || !token[0]) return refuse(400, 'invalid_request', 'Send one token.');
    return introspect(token[0], { principal: asker, privileged: true });
  };
}

/** A body, whether its length is known before or not; undefined when it is longer than `limit` bytes. */
async function readText(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > limit) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
