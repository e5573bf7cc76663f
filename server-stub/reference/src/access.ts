import type { FrontOptions, Principal } from '@guichet/front';
import { environmentOfPeople, type ServedEnvironment } from './credentials/environment.ts';
import { findCredential } from './credentials/repository.ts';
import type { Standings } from './credentials/standing.ts';
import { guard } from './guard.ts';
import type { Store } from './store/index.ts';

type Rules = Required<Pick<FrontOptions, 'isLive' | 'mayKnow' | 'effectiveScopes'>>;

/** What counts for access beside the token itself, as the front asks for it: all of it is looked up now, not at issuance. */
export function accessRules(db: Store, standings: Standings, served: ServedEnvironment): Rules {
  return {
    isLive: (principal) =>
      guard(async () => {
        const { live, owner, credential } = await standings.of(principal);
        const validFrom = principal.kind === 'user' ? owner?.tokensValidFrom : credential?.tokens_valid_from;
        return live && !isBefore(principal, validFrom ?? null);
      }),

    // The sandbox knows nothing of tokens for the real data, and a resource server of the real data takes none of it.
    mayKnow: ({ principal: asker, clientId }, principal) =>
      guard(async () => {
        const own = asker ? await standings.of(asker) : await findCredential(db, clientId ?? '');
        const environment = own?.environment ?? environmentOfPeople(served);
        return environment === (await standings.of(principal)).environment;
      }),

    effectiveScopes: (principal) => guard(async () => (await standings.of(principal)).scopes),
  };
}

/** Whether a token was issued before an instant. Tokens tell the second only: one of the same second counts as later. */
function isBefore({ claims }: Principal, instant: Date | null): boolean {
  return instant !== null && Number(claims['iat']) < Math.floor(instant.getTime() / 1000);
}
