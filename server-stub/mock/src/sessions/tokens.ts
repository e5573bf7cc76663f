import { InvalidTokenError, type TokenAuthority } from '@guichet/front';
import type { Sessions } from './sessions.ts';

/** Tokens that live by the clocks and the scenarios of the sessions they are issued to, and end with them. */
export function sessionTokens(tokens: TokenAuthority, sessions: Sessions): TokenAuthority {
  return {
    ...tokens,
    async issueToken(request) {
      const session = sessions.find(request.clientId);
      if (!session) return tokens.issueToken(request);
      const { tokenTtl } = session.credential;
      const stillborn = session.scenario?.issueToken() ?? false;
      // As it is now: signing takes its time, and the clock may be advanced meanwhile.
      const { advanced } = session.clock;
      const issued = await tokens.issueToken({ ...(tokenTtl === undefined ? {} : { ttl: tokenTtl }), ...request });
      session.clock.noteToken(issued.jti, { advanced, expiresIn: issued.expiresIn, stillborn });
      return issued;
    },
    async verifyToken(token) {
      const principal = await tokens.verifyToken(token);
      const { claims, clientId = '' } = principal;
      if (sessions.hasEnded(clientId)) {
        throw new InvalidTokenError('The session of the token has ended. Create a new one.', { clientId });
      }
      if (sessions.find(clientId)?.clock.hasExpired(String(claims['jti']), Number(claims['exp']))) {
        throw new InvalidTokenError('The token has expired. Get a new one at the token endpoint.', { clientId });
      }
      return principal;
    },
  };
}
