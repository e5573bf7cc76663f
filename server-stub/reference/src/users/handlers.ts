import { principalOf, type HandlersOf } from '../call.ts';
import type { Standings } from '../credentials/standing.ts';
import { notFound } from '../problems.ts';
import type { Store } from '../store/schema.ts';
import { collectivitesOf } from './accounts.ts';
import { platformRoles } from './roles.ts';

/** Handlers of the person behind the token, by operationId. */
export function userHandlers(db: Store, standings: Standings): HandlersOf<'utilisateur'> {
  return {
    'utilisateur.get': async (call) => {
      const principal = principalOf(call);
      const person = principal.user ?? principal;
      const { owner, scopes } = await standings.of(principal);
      const { owner: acting = owner, scopes: permitted } = await standings.of(person);
      if (acting === undefined) throw notFound();
      return {
        id: acting.id,
        prenom: acting.prenom,
        nom: acting.nom,
        email: acting.email,
        roles: platformRoles(acting.roles),
        permissions: [...principal.scopes].filter((scope) => scopes.has(scope) && permitted.has(scope)),
        collectivites: await collectivitesOf(db, acting.id),
        clientId: principal.kind === 'client' ? (principal.clientId ?? null) : null,
      };
    },
  };
}
