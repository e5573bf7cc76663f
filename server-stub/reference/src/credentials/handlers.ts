import type { Contract, FrontRequest } from '@guichet/front';
import { keyedRequest, pageOf, principalOf, type HandlersOf } from '../call.ts';
import { notFound } from '../problems.ts';
import { once } from '../store/idempotency.ts';
import type { Store } from '../store/schema.ts';
import type { Actor } from './audit.ts';
import { createCredential } from './create.ts';
import { checkNotAbove, checkPolicy, grant, type CredentialPolicy } from './grant.ts';
import type { Peppers } from './pepper.ts';
import { permissionSets } from './permission-sets.ts';
import { findReachable, listCredentials, presentCredential, type CredentialRow, type Reach } from './repository.ts';
import { revokeCredential } from './revoke.ts';
import type { Standings } from './standing.ts';

/** Which credentials a caller sees: his own, or everybody's for an administrator of credentials. */
export async function reachOf(standings: Standings, call: FrontRequest): Promise<Reach> {
  const principal = principalOf(call);
  const standing = await standings.of(principal);
  const administers = principal.scopes.has('credentials.admin') && standing.scopes.has('credentials.admin');
  return {
    ownerId: administers ? undefined : principal.subject,
    environment: standing.credential?.environment === 'test' ? 'test' : undefined,
  };
}

export interface CredentialHandlerOptions {
  db: Store;
  contract: Contract;
  standings: Standings;
  peppers: Peppers;
  policy: CredentialPolicy;
}

/** Handlers of the credentials, by operationId. */
export function credentialHandlers(options: CredentialHandlerOptions): HandlersOf<'credentials' | 'permissionSets'> {
  const { db, contract, standings, peppers, policy } = options;
  const allScopes = new Set(contract.scopes);

  return {
    'credentials.list': async (call) => {
      const reach = await reachOf(standings, call);
      const page = await listCredentials(db, { ...call.query, reach }, pageOf(call));
      return { ...page, data: page.data.map(presentCredential) };
    },

    'credentials.get': async (call) => {
      const found = await findReachable(db, call.params.client_id, await reachOf(standings, call));
      if (found === undefined) throw notFound();
      return presentCredential(found);
    },

    'credentials.create': async (call, reply) => {
      const principal = principalOf(call);
      const { name, environment = 'live', ...wish } = call.body;
      const standing = await standings.of(principal);
      checkPolicy(policy, standing);
      const answer = await once(
        db,
        keyedRequest(call),
        async (transaction) => {
          const granted = grant({ ...wish, environment }, { caller: principal, standing }, allScopes);
          const wanted = {
            ...granted,
            ownerId: principal.subject,
            name,
            permissionSet: wish.permission_set,
            environment,
          };
          return { status: 201, body: await createCredential(transaction, peppers, wanted, actorOf(call)) };
        },
        (body) => ({ ...body, client_secret: null }),
      );
      if (answer.replayed) reply.header('idempotent-replayed', 'true');
      // RFC 6749 section 5.1: what carries a secret is stored by nobody on the way.
      return reply
        .code(answer.status)
        .header('cache-control', 'no-store')
        .header('location', `${call.url.replace(/\?.*$/su, '')}/${answer.body.client_id}`)
        .send(answer.body);
    },

    'credentials.revoke': async (call) => {
      const { reason = null } = call.body ?? {};
      const { client_id } = call.params;
      const granter = { caller: principalOf(call), standing: await standings.of(principalOf(call)) };
      const reach = await reachOf(standings, call);
      const check = (target: CredentialRow) => checkNotAbove(target, granter);
      const revoked = await revokeCredential(db, client_id, reach, check, reason, actorOf(call));
      // Its tokens are refused from here on; other processes follow within a second.
      standings.forget();
      return revoked;
    },

    'permissionSets.list': () => ({ data: [...permissionSets] }),
  };
}

function actorOf(call: FrontRequest): Actor {
  const { kind, subject, clientId } = principalOf(call);
  return { id: subject, clientId: kind === 'user' ? null : (clientId ?? null), requestId: String(call.id) };
}
