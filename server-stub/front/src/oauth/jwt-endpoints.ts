import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import type { Principal } from '../access/principal.ts';
import { isActive, type ClientStore } from './clients.ts';
import type { RevocationStore } from './revocations.ts';
import { InvalidTokenError, type TokenAuthority } from './tokens.ts';

export interface JwtEndpointsOptions {
  tokens: TokenAuthority;
  clients: ClientStore;
  revocations: RevocationStore;
  /** May this client introspect a token of another client? Default never. */
  mayIntrospect?: (clientId: string, token: Principal) => boolean | Promise<boolean>;
}

/** The error by which oidc-provider says that an authenticated client presented a JWT, which it leaves to us. */
const presentedJwt = new errors.UnsupportedTokenType().error;

/**
 * Revocation (RFC 7009) and introspection (RFC 7662) of our JWTs. oidc-provider authenticates the client and reads the
 * request, then declines structured tokens; this answers in its place.
 */
export function answerForJwts(provider: Provider, options: JwtEndpointsOptions): void {
  provider.use(async (context, next) => {
    await next();
    const { oidc } = context as KoaContextWithOIDC;
    const body = context.body as { error?: unknown } | undefined;
    if (oidc === undefined || body?.error !== presentedJwt) return;
    const clientId = oidc.client?.clientId;
    const token = oidc.params?.['token'];
    if (clientId === undefined || typeof token !== 'string') return;

    const principal = await verifyOrNothing(options.tokens, token);
    context.set('Cache-Control', 'no-store');
    context.status = 200;
    if (oidc.route === 'revocation') {
      // Another client's token is left alone, and nobody learns whether it was one (section 2.2).
      if (principal?.clientId === clientId) {
        await options.revocations.revoke(String(principal.claims['jti']), Number(principal.claims['exp']));
      }
      context.body = '';
    } else if (oidc.route === 'introspection') {
      context.body =
        principal && (await isVisible(options, clientId, principal)) ? describe(principal) : { active: false };
    }
  });
}

async function verifyOrNothing(tokens: TokenAuthority, token: string): Promise<Principal | undefined> {
  try {
    return await tokens.verifyToken(token);
  } catch (error) {
    if (error instanceof InvalidTokenError) return undefined;
    throw error;
  }
}

async function isVisible(options: JwtEndpointsOptions, clientId: string, token: Principal): Promise<boolean> {
  const own = token.clientId === clientId;
  if (!own && !(await options.mayIntrospect?.(clientId, token))) return false;
  if (token.kind !== 'client' || token.clientId === undefined) return true;
  const client = await options.clients.find(token.clientId);
  return client !== undefined && isActive(client);
}

function describe({ claims }: Principal): object {
  return { active: true, token_type: 'Bearer', ...claims };
}
