import { principalOf, type Call, type Handlers } from '../call.ts';
import { reachOf } from '../credentials/handlers/desk.ts';
import { findReachable } from '../credentials/repository.ts';
import type { Standings } from '../credentials/standing.ts';
import type { CredentialsUsageGetData, RegisteredClientsUsageGetData } from '../generated/types.gen.ts';
import { notFound } from '../problems.ts';
import type { Store } from '../store/schema.ts';
import type { Caller } from './counts.ts';
import { periodOf } from './period.ts';
import { lastCounted, reportUsage } from './report.ts';

/** Handlers of the usage of credentials and API keys, by operationId. */
export function usageHandlers(
  db: Store,
  standings: Standings,
): Pick<Handlers, 'credentials.usage.get' | 'registeredClients.usage.get'> {
  return {
    'credentials.usage.get': async (call) => {
      // As the history: it remains when the credential is deleted, for those who saw it before.
      const reach = { ...(await reachOf(standings, call)), deleted: true };
      const found = await findReachable(db, call.params.client_id, reach);
      if (found === undefined) throw notFound();
      const caller = { kind: 'client', clientId: found.client_id } as const;
      return present(call, caller, found.last_used_at?.toISOString() ?? null);
    },

    'registeredClients.usage.get': async (call) => {
      // A program of the sandbox sees nothing of the real data, and clients are registered for that.
      const { credential } = await standings.of(principalOf(call));
      if (credential?.environment === 'test') throw notFound();
      const caller = { kind: 'apiKey', clientId: call.params.client_id } as const;
      return present(call, caller, await lastCounted(db, caller));
    },
  };

  async function present(call: UsageCall, caller: Caller, lastUsedAt: string | null) {
    const { from, to, start, end } = periodOf(call.query);
    const { hours, callers: _, ...report } = await reportUsage(db, { caller, from: start, before: end });
    return {
      client_id: caller.clientId,
      from,
      to,
      last_used_at: lastUsedAt,
      ...report,
      ...(call.query.granularity === 'hour' ? { hours } : {}),
    };
  }
}

type UsageCall = Call<CredentialsUsageGetData | RegisteredClientsUsageGetData>;
