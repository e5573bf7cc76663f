import { ProblemError } from '@guichet/front';
import { platform } from './audit/changes.ts';
import { latestEvents } from './audit/list.ts';
import { pruneAudit } from './audit/prune.ts';
import { bySecret } from './credentials/authentication.ts';
import { createCredential } from './credentials/create.ts';
import { grant } from './credentials/grant.ts';
import type { Peppers } from './credentials/pepper.ts';
import { permissionSets } from './credentials/permission-sets.ts';
import {
  findReachable,
  listCredentials,
  presentCredential,
  type CredentialStatus,
  type Target,
} from './credentials/repository.ts';
import { revokeCredential } from './credentials/revoke.ts';
import { nextSecond } from './issue-times.ts';
import { OperatorError } from './operator-error.ts';
import type { Environment } from './credentials/secret.ts';
import { rotateSecret } from './credentials/secrets.ts';
import type { Store } from './store/schema.ts';
import { activePerson } from './demo.ts';
import { usageForOperator } from './usage/operator.ts';
import { permittedScopes } from './users/roles.ts';

// What whoever runs the platform does at a terminal. Whoever reaches the database, or the control socket beside it, may
// do everything; but a credential never does more than the roles of its owner permit. The history shows the platform
// itself.

/** What an operator works with. */
export interface OperatorDesk {
  db: Store;
  peppers: Peppers;
  /** All scopes of the contract. */
  scopes: readonly string[];
  /** Of a running server. */
  journal?: { flush(): Promise<void> } | undefined;
}

export interface OperatorCreation {
  /** Login of the owner. */
  user: string;
  name: string;
  permission_set: string;
  scopes?: string[];
  resources?: string[];
  environment: Environment;
  expires_at?: string;
}

/** Creates a credential for a person. */
async function create({ db, peppers, scopes: allScopes }: OperatorDesk, input: OperatorCreation) {
  const { user, name, environment, ...wish } = input;
  const owner = await activePerson(db, user);
  if (!/^\P{Cc}{1,120}$/u.test(name)) {
    throw new OperatorError('A name has 1 to 120 characters, without control characters.');
  }
  if (!permissionSets.some((set) => set.name === wish.permission_set)) {
    const names = permissionSets.map((set) => set.name).join(', ');
    throw new OperatorError(`There is no permission set ${wish.permission_set}. Known: ${names}.`);
  }
  const scopes = permittedScopes(owner.roles);
  const caller = { kind: 'user', subject: owner.id, resources: [], scopes, claims: {} };
  const standing = { live: true, environment, owner, credential: undefined, scopes };
  const granted = grant(wish, { caller, standing }, new Set(allScopes));
  const wanted = {
    ...granted,
    ownerId: owner.id,
    name,
    permissionSet: wish.permission_set,
    environment,
    authentication: bySecret,
  };
  return db.transaction().execute((transaction) => createCredential(transaction, peppers, wanted, platform));
}

async function list({ db }: OperatorDesk, { user, status }: { user?: string; status?: CredentialStatus }) {
  const ownerId = user === undefined ? undefined : (await activePerson(db, user)).id;
  const page = await listCredentials(
    db,
    { reach: { ownerId, environment: undefined }, status },
    { page: 1, limit: 100_000 },
  );
  return page.data.map(presentCredential);
}

async function get({ db }: OperatorDesk, { client_id: clientId }: { client_id: string }) {
  const found = await findReachable(db, clientId, everything);
  if (found === undefined) throw unknown(clientId);
  return presentCredential(found);
}

async function rotate(
  desk: OperatorDesk,
  { client_id, grace_period_seconds }: { client_id: string; grace_period_seconds: number },
) {
  await get(desk, { client_id });
  const secret = await desk.db
    .transaction()
    .execute((transaction) =>
      rotateSecret(transaction, desk.peppers, targetOf(client_id), grace_period_seconds, platform),
    );
  if (grace_period_seconds === 0) await nextSecond();
  return secret;
}

async function revoke(desk: OperatorDesk, { client_id, reason }: { client_id: string; reason?: string }) {
  await get(desk, { client_id });
  return revokeCredential(desk.db, targetOf(client_id), reason ?? null, platform);
}

async function listAudit(
  { db, journal }: OperatorDesk,
  { client_id: clientId, type, since, limit }: { client_id?: string; type?: string; since?: string; limit: number },
) {
  // A running server writes first what it knows.
  await journal?.flush();
  return latestEvents(db, { clientId, type, since: since === undefined ? undefined : new Date(since) }, limit);
}

async function prune({ db }: OperatorDesk, { before }: { before: string }) {
  try {
    return { lines: await pruneAudit(db, new Date(before)) };
  } catch (error) {
    throw error instanceof RangeError ? new OperatorError(error.message) : error;
  }
}

/** By the names under which the control socket knows them. */
export const operatorActions = {
  'credentials.create': create,
  'credentials.list': list,
  'credentials.get': get,
  'credentials.rotate': rotate,
  'credentials.revoke': revoke,
  'audit.list': listAudit,
  'audit.prune': prune,
  'usage.report': usageForOperator,
};

export type OperatorActions = typeof operatorActions;

/**
 * What is said at a terminal when something was refused.
 *
 * @returns the message, undefined for an error that nobody expected
 */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof OperatorError) return error.message;
  if (!(error instanceof ProblemError)) return undefined;
  const errors = (error.errors ?? []).map(({ pointer, detail }) => `${pointer?.replace('#/', '') ?? ''} ${detail}`);
  return [error.message, ...errors].join('\n');
}

const everything = { ownerId: undefined, environment: undefined };
const targetOf = (clientId: string): Target => ({ clientId, reach: everything, check: () => {} });

const unknown = (clientId: string) =>
  new OperatorError(`There is no credential ${clientId}. credentials list shows what there is.`);
