import { principalOf, type HandlersOf } from '../call.ts';
import { stateOfStore } from '../running/state-of-store.ts';
import type { Store } from '../store/schema.ts';

/** Handlers for those who run the service, by operationId. */
export function operationHandlers(db: Store, version: string): HandlersOf<'operations'> {
  return {
    'operations.health': async () => {
      const store = await stateOfStore(db);
      return { status: store === 'ok' ? 'ok' : 'degraded', version, checks: { store } };
    },

    'operations.debugToken': async (call, reply) => {
      const principal = principalOf(call);
      reply.header('cache-control', 'no-store');
      const { scope } = principal.claims;
      return {
        kind: principal.kind,
        subject: principal.subject,
        client_id: principal.clientId ?? null,
        // The front has narrowed the principal's scopes to what counts now; the token tells what it was given.
        scopes: typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [...principal.scopes],
        effective_scopes: [...principal.scopes],
        resources: [...principal.resources],
        // What the registry says of a key is not a token's.
        claims: principal.kind === 'apiKey' ? {} : principal.claims,
      };
    },
  };
}
