import { ProblemError, type FrontRequest } from '@guichet/front';
import { keyedRequest, pageOf, principalOf, type HandlersOf } from '../call.ts';
import { mayReach, type Standings } from '../credentials/standing.ts';
import { notFound, resourceNotAllowed } from '../problems.ts';
import { once } from '../store/idempotency.ts';
import type { Store } from '../store/schema.ts';
import { findCollectivite, listCollectivites } from './collectivites.ts';
import { listDefinitions } from './definitions.ts';
import { listLabellisations } from './labellisations.ts';
import { listValeurs, type ValeurFilter } from './valeurs-list.ts';
import { lockValeurs } from './valeurs-lock.ts';
import { upsertValeurs } from './valeurs-upsert.ts';

/** Handlers of the collectivites and indicators, by operationId. */
export function territoryHandlers(db: Store, standings: Standings): HandlersOf<'collectivites' | 'indicateurs'> {
  /** @throws ProblemError 403 naming the resources that the caller may not use this scope on */
  async function checkReach(call: FrontRequest, scope: string, collectiviteIds: Iterable<number>) {
    const principal = principalOf(call);
    // A person's token beside the program's narrows: both must reach.
    const callers = [principal, ...(principal.user ? [principal.user] : [])];
    const standing = await standings.of(principal);
    const known = await Promise.all(callers.map(async (caller) => [caller, await standings.of(caller)] as const));
    const refused = [...new Set(collectiviteIds)].filter((id) =>
      known.some(([caller, theirs]) => !mayReach(theirs, caller, scope, id)),
    );
    if (refused.length > 0) throw resourceNotAllowed(refused.map((id) => `collectivite:${id}`));
    return standing;
  }

  return {
    'collectivites.list': (call) => listCollectivites(db, call.query, pageOf(call)),

    'collectivites.get': async (call) => {
      const found = await findCollectivite(db, call.params.collectiviteId);
      if (found === undefined) throw notFound();
      return found;
    },

    'collectivites.labellisations.list': (call) => listLabellisations(db, call.query, pageOf(call)),

    'indicateurs.definitions.list': (call) => listDefinitions(db, call.query, pageOf(call)),

    'indicateurs.valeurs.list': async (call) => {
      const { query } = call;
      checkInstants(query);
      const { environment } = await checkReach(call, 'indicateurs.valeurs.read', [query.collectiviteId]);
      const filter = { ...query, environment };
      if (query.modifieDepuis === undefined) return listValeurs(db, filter, pageOf(call));
      return db.transaction().execute(async (transaction) => {
        await lockValeurs(transaction, environment, [query.collectiviteId], 'read');
        return listValeurs(transaction, filter, pageOf(call));
      });
    },

    'indicateurs.valeurs.upsert': async (call, reply) => {
      const { valeurs } = call.body;
      const principal = principalOf(call);
      const { environment } = await checkReach(
        call,
        'indicateurs.valeurs.write',
        valeurs.map(({ collectiviteId }) => collectiviteId),
      );
      const author = {
        userId: principal.kind === 'apiKey' ? (principal.user?.subject ?? null) : (principal.user ?? principal).subject,
        clientId: principal.kind === 'user' ? null : (principal.clientId ?? principal.subject),
      };
      const answer = await once(db, keyedRequest(call), async (transaction) => {
        const written = await upsertValeurs(transaction, environment, valeurs, author);
        return { status: 200, body: { count: written.length, valeurs: written } };
      });
      if (answer.replayed) reply.header('idempotent-replayed', 'true');
      return answer.body;
    },
  };
}

/** The formats of the contract allow moments that no calendar has: a leap second, the year 0. */
function checkInstants(query: Pick<ValeurFilter, 'dateDebut' | 'dateFin' | 'modifieDepuis'>): void {
  for (const parameter of ['dateDebut', 'dateFin', 'modifieDepuis'] as const) {
    const value = query[parameter];
    if (value === undefined) continue;
    if (value.startsWith('0000') || Number.isNaN(Date.parse(value))) {
      const detail = 'is not a valid moment: send a year of 1 or later, and seconds below 60';
      throw new ProblemError('invalid-request', 'Correct the parameters listed in errors.', {
        errors: [{ parameter, detail }],
      });
    }
  }
}
