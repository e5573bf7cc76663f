import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import type { Principal } from '../access/principal.ts';
import { noteRevoked } from './answer-events.ts';
import type { Introspector } from './introspection.ts';
import type { RevocationStore } from './revocations.ts';
import { verifyOrNothing, type TokenAuthority } from './tokens.ts';

export interface JwtEndpointsOptions {
  tokens: TokenAuthority;
  revocations: RevocationStore;
  introspect: Introspector;
}

/** The error by which oidc-provider says that an authenticated client presented a JWT, which it leaves to us. */
const presentedJwt = new errors.UnsupportedTokenType().error;

/**
 * Revocation (RFC 7009) and introspection (RFC 7662) of our JWTs. oidc-provider authenticates the client and reads the
 * request, then declines structured tokens; this answers in its place.
 */
export function answerForJwts(provider: Provider, { tokens, revocations, introspect }: JwtEndpointsOptions): void {
  provider.use(async (context, next) => {
    await next();
    const { oidc } = context as KoaContextWithOIDC;
    const body = context.body as { error?: unknown } | undefined;
    if (oidc === undefined || body?.error !== presentedJwt) return;
    const clientId = oidc.client?.clientId;
    const token = oidc.params?.['token'];
    if (clientId === undefined || typeof token !== 'string') return;

    context.status = 200;
    if (oidc.route === 'revocation') {
      if (await revoke(revocations, clientId, await verifyOrNothing(tokens, token))) noteRevoked(context);
      context.body = '';
    } else if (oidc.route === 'introspection') {
      context.body = await introspect(token, { clientId });
    }
  });
}

/**
 * Another client's token is left alone, and nobody learns whether it was one (RFC 7009 section 2.2).
 *
 * @returns whether there was something to revoke
 */
async function revoke(revocations: RevocationStore, clientId: string, token: Principal | undefined): Promise<boolean> {
  if (token?.clientId !== clientId) return false;
  await revocations.revoke(String(token.claims['jti']), Number(token.claims['exp']));
  return true;
}
