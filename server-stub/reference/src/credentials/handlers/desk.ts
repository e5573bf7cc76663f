import type { Contract, FrontRequest } from '@guichet/front';
import { principalOf } from '../../call.ts';
import { notFound } from '../../problems.ts';
import type { Store } from '../../store/schema.ts';
import type { Actor } from '../../audit/changes.ts';
import type { Granter } from '../ceiling.ts';
import type { ServedEnvironment } from '../environment.ts';
import type { CredentialPolicy } from '../grant.ts';
import type { Peppers } from '../pepper.ts';
import type { CredentialRow, Reach, Target } from '../repository.ts';
import type { Standings } from '../standing.ts';

/** What the handlers of credentials work with. */
export interface Desk {
  db: Store;
  contract: Contract;
  standings: Standings;
  peppers: Peppers;
  policy: CredentialPolicy;
  served: ServedEnvironment;
}

/** Which credentials a caller sees: their own, or everybody's for an administrator of credentials. */
export async function reachOf(standings: Standings, call: FrontRequest): Promise<Reach> {
  const principal = principalOf(call);
  // An API key has no person behind it, and so no credentials of anybody.
  if (principal.kind === 'apiKey') throw notFound();
  const standing = await standings.of(principal);
  const administers = principal.scopes.has('credentials.admin') && standing.scopes.has('credentials.admin');
  return {
    ownerId: administers ? undefined : principal.subject,
    // A program sees its own environment; people manage both.
    environment: standing.credential?.environment,
  };
}

/** Who acts: the presented token, and what stands behind it now. */
export async function granterOf(standings: Standings, call: FrontRequest): Promise<Granter> {
  const caller = principalOf(call);
  if (caller.kind === 'apiKey') throw notFound();
  return { caller, standing: await standings.of(caller) };
}

/**
 * The credential in the path.
 *
 * @param check - may refuse, by throwing
 */
export async function targetOf(
  standings: Standings,
  call: FrontRequest & { params: { client_id: string } },
  check: (credential: CredentialRow, granter: Granter) => void,
): Promise<Target> {
  const granter = await granterOf(standings, call);
  return {
    clientId: call.params.client_id,
    reach: await reachOf(standings, call),
    check: (credential) => check(credential, granter),
  };
}

export function actorOf(call: FrontRequest): Actor {
  const { kind, subject, clientId, user } = principalOf(call);
  return {
    id: subject,
    clientId: kind === 'user' ? null : (clientId ?? null),
    userId: user?.subject ?? null,
    requestId: String(call.id),
  };
}
