import type { FrontRequest, Handler } from '@guichet/front';
import { keyedRequest, principalOf } from '../../call.ts';
import { guard, guardAll } from '../../guard.ts';
import { once } from '../../store/idempotency.ts';
import type { Handlers } from '../handlers.ts';
import type { Store } from '../store/schema.ts';
import { listChanges, type Actor } from './changes.ts';
import { createClient, getClient } from './clients.ts';
import { issueKey, revokeKeys, validateKey } from './keys.ts';
import type { ChangeTail } from './tail.ts';

export interface Registrar {
  db: Store;
  tail: ChangeTail;
  /** Scopes that clients can be given. Undefined: any. */
  offered: ReadonlySet<string> | undefined;
}

/** Handlers of all operations of the registry. */
export function registryHandlers({ db, tail, offered }: Registrar): Record<string, Handler> {
  const guarded: Omit<Handlers, 'apiKeys.changes.list'> = {
    'clients.create': async (call, reply) => {
      const { subject } = principalOf(call);
      const answer = await once(db, keyedRequest(call), async (transaction) => {
        return { status: 201, body: await createClient(transaction, call.body, offered, subject) };
      });
      if (answer.replayed) reply.header('idempotent-replayed', 'true');
      return reply.code(201).header('location', `/clients/${answer.body.client_id}`).send(answer.body);
    },

    'clients.get': (call) => getClient(db, call.params.client_id),

    'clients.apiKey.issue': async (call, reply) => {
      const issued = await issueKey(db, call.params.client_id, call.body ?? {}, actorOf(call));
      tail.wake();
      // RFC 6749 section 5.1, for keys as for tokens: stored by nobody on the way.
      return reply.code(201).header('cache-control', 'no-store').send(issued);
    },

    'clients.apiKey.revoke': async (call, reply) => {
      await revokeKeys(db, call.params.client_id, actorOf(call));
      tail.wake();
      return reply.code(204).send();
    },

    'apiKeys.validate': async (call, reply) => {
      reply.header('cache-control', 'no-store');
      return validateKey(db, call.body.api_key);
    },
  };

  // It may take longer than the database is given: only the looks are guarded, not the wait.
  const following: Pick<Handlers, 'apiKeys.changes.list'> = {
    'apiKeys.changes.list': async ({ query: { after = 0, limit = 500, wait = 0 } }, reply) => {
      const left = new AbortController();
      reply.raw.once('close', () => left.abort());
      return tail.follow(
        () => guard(() => listChanges(db, after, limit)),
        ({ changes, last_sequence }) => changes.length === 0 && last_sequence === after,
        wait * 1_000,
        left.signal,
      );
    },
  };

  return { ...guardAll(guarded), ...(following as unknown as Record<string, Handler>) };
}

function actorOf(call: FrontRequest): Actor {
  const { kind, subject, clientId } = principalOf(call);
  return { id: subject, clientId: kind === 'user' ? null : (clientId ?? null), requestId: String(call.id) };
}
