import { findAccount, type Account } from '../users/accounts.ts';
import { permitsOn, permittedScopes } from '../users/roles.ts';
import type { Store } from '../store/schema.ts';
import { findCredential, statusOf, type CredentialRow } from './repository.ts';
import type { Environment } from './secret.ts';

/** Whoever calls, as the database knows them now: not as the token remembers them. */
export interface Standing {
  /** Whether the person exists and is active and, for a program, its credential too. */
  live: boolean;
  environment: Environment;
  owner: Account | undefined;
  credential: CredentialRow | undefined;
  /** What roles and, for a program, credential permit now. */
  scopes: ReadonlySet<string>;
}

/** The part of a principal that a standing is looked up by. */
export interface Caller {
  kind: string;
  subject: string;
  clientId?: string | undefined;
  resources: readonly string[];
}

/** How long an answer may be old, in ms: a role that is lost or a revocation elsewhere counts within a second (T4). */
const maxAge = 1_000;
const maxEntries = 10_000;

/**
 * The live rights of callers. A token says what was true when it was issued; what counts is the credential's
 * permissions and the owner's roles now (P3).
 */
export class Standings {
  readonly #db: Store;
  readonly #known = new Map<string, { at: number; standing: Promise<Standing> }>();

  constructor(db: Store) {
    this.#db = db;
  }

  of(caller: Caller): Promise<Standing> {
    const key = `${caller.kind} ${caller.clientId ?? ''} ${caller.subject}`;
    const known = this.#known.get(key);
    if (known !== undefined && performance.now() - known.at < maxAge) return known.standing;
    const standing = this.#load(caller);
    if (this.#known.size >= maxEntries) this.#known.clear();
    this.#known.set(key, { at: performance.now(), standing });
    // A failed look-up is no answer: the next call looks again.
    standing.catch(() => this.#known.get(key)?.standing === standing && this.#known.delete(key));
    return standing;
  }

  /** What was known is out of date: a credential was revoked or changed, or a person's roles were. */
  forget(): void {
    this.#known.clear();
  }

  async #load({ kind, subject, clientId }: Caller): Promise<Standing> {
    const [owner, credential] = await Promise.all([
      findAccount(this.#db, subject),
      kind === 'client' && clientId !== undefined ? findCredential(this.#db, clientId) : undefined,
    ]);
    const ownerLive = owner?.status === 'active';
    const credentialLive =
      kind !== 'client' ||
      (credential !== undefined && statusOf(credential) === 'active' && credential.owner_id === owner?.id);
    const permitted = ownerLive ? permittedScopes(owner.roles) : new Set<string>();
    return {
      live: ownerLive && credentialLive,
      environment: credential?.environment ?? 'live',
      owner,
      credential,
      scopes: credential === undefined ? permitted : new Set(credential.scopes.filter((scope) => permitted.has(scope))),
    };
  }
}

/**
 * Whether a caller may use a scope on a collectivite: the resources of the token and of the credential must include it
 * (none: no limit), and the owner must hold a role there that permits it.
 */
export function mayReach(standing: Standing, caller: Caller, scope: string, collectiviteId: number): boolean {
  const name = `collectivite:${collectiviteId}`;
  const within = (resources: readonly string[]) => resources.length === 0 || resources.includes(name);
  // A caller without a person behind it (an API key) reaches only what it was given by name.
  if (standing.owner === undefined) return caller.resources.includes(name);
  return (
    within(caller.resources) &&
    within(standing.credential?.resources ?? []) &&
    permitsOn(standing.owner.roles, scope, collectiviteId)
  );
}
