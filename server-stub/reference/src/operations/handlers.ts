import { sql } from 'kysely';
import { principalOf, type HandlersOf } from '../call.ts';
import type { Store } from '../store/schema.ts';

/** A database that takes longer than this to answer `select 1` is slow, and longer than `patience` down; in ms. */
const slow = 500;
const patience = 2_000;

/** Handlers for those who run the service, by operationId. */
export function operationHandlers(db: Store, version: string): HandlersOf<'operations'> {
  return {
    'operations.health': async () => {
      const store = await stateOf(db);
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
        claims: principal.claims,
      };
    },
  };
}

async function stateOf(db: Store): Promise<'ok' | 'degraded' | 'down'> {
  const started = performance.now();
  const late = new Promise<'down'>((resolve) => setTimeout(resolve, patience, 'down').unref());
  const answered = sql`select 1`.execute(db).then(
    () => (performance.now() - started > slow ? ('degraded' as const) : ('ok' as const)),
    () => 'down' as const,
  );
  return Promise.race([answered, late]);
}
