import { findAccount, type Account } from '../users/accounts.ts';
import { permitsOn, permittedScopes } from '../users/roles.ts';
import type { ChangeFeed, Follower } from '../store/changes/feed.ts';
import type { Change } from '../store/changes/reading.ts';
import type { Store } from '../store/schema.ts';
import { environmentOfPeople, serves, type ServedEnvironment } from './environment.ts';
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
  scopes: ReadonlySet<string>;
  resources: readonly string[];
  claims: Readonly<Record<string, unknown>>;
}

/**
 * How long an answer is kept at most, in ms: what somebody wrote with the triggers of the database disabled is noticed
 * by then.
 */
const maxAge = 60_000;
const maxEntries = 20_000;

interface Known {
  standing: Promise<Standing>;
  /** When it ends by itself, in ms since 1970. */
  until: number;
}

/**
 * The live rights of callers. A token says what was true when it was issued; what counts is the credential's
 * permissions and the owner's roles now (P3). They are remembered until the feed tells of a change: no request costs a
 * look-up but the first. While the feed is not certain, requests fail.
 */
export class Standings implements Follower {
  readonly #db: Store;
  readonly #feed: ChangeFeed;
  readonly #served: ServedEnvironment;
  readonly #known = new Map<string, Known>();
  /** What is known, by what it depends on: `credential <id>`, `person <id>`. */
  readonly #keys = new Map<string, Set<string>>();

  /** @param served - credentials of another environment are not live here */
  constructor(db: Store, feed: ChangeFeed, served: ServedEnvironment) {
    this.#db = db;
    this.#feed = feed;
    this.#served = served;
    feed.add(this);
  }

  of(caller: Caller): Promise<Standing> {
    if (caller.kind === 'apiKey') return Promise.resolve(this.#ofApiKey(caller));
    return this.#feed.isCertain ? this.#find(caller) : this.#feed.certain().then(() => this.#find(caller));
  }

  restart(): void {
    this.#known.clear();
    this.#keys.clear();
  }

  follow(changes: readonly Change[]): void {
    for (const { topic, subject } of changes) {
      if (topic !== 'credential' && topic !== 'person') continue;
      if (subject === null) {
        this.restart();
        return;
      }
      const name = `${topic} ${subject}`;
      for (const key of this.#keys.get(name) ?? []) this.#known.delete(key);
      this.#keys.delete(name);
    }
  }

  #find(caller: Caller): Promise<Standing> {
    const key = `${caller.kind} ${caller.clientId ?? ''} ${caller.subject}`;
    const known = this.#known.get(key);
    if (known !== undefined && Date.now() < known.until) return known.standing;
    if (this.#known.size >= maxEntries) this.restart();
    const fresh: Known = { standing: this.#load(caller), until: Date.now() + maxAge };
    // Before the answer is there: a change that comes meanwhile makes the next call look again.
    this.#known.set(key, fresh);
    this.#note(`person ${caller.subject}`, key);
    if (caller.clientId !== undefined) this.#note(`credential ${caller.clientId}`, key);
    fresh.standing.then(
      ({ credential }) => (fresh.until = Math.min(fresh.until, credential?.expires_at?.getTime() ?? fresh.until)),
      // A failed look-up is not an answer: the next call looks again.
      () => this.#known.get(key) === fresh && this.#known.delete(key),
    );
    return fresh.standing;
  }

  /**
   * Behind an API key there is no person and nothing of ours: whether it is valid, and what it may do, the registry has
   * just said.
   */
  #ofApiKey({ scopes, claims }: Caller): Standing {
    const environment = claims['environment'] === 'live' ? 'live' : 'test';
    return { live: serves(this.#served, environment), environment, owner: undefined, credential: undefined, scopes };
  }

  #note(name: string, key: string): void {
    const keys = this.#keys.get(name);
    if (keys === undefined) this.#keys.set(name, new Set([key]));
    else keys.add(key);
  }

  async #load({ kind, subject, clientId }: Caller): Promise<Standing> {
    const [owner, credential] = await Promise.all([
      findAccount(this.#db, subject),
      kind === 'client' && clientId !== undefined ? findCredential(this.#db, clientId) : undefined,
    ]);
    const ownerLive = owner?.status === 'active';
    const credentialLive =
      kind !== 'client' ||
      (credential !== undefined &&
        statusOf(credential) === 'active' &&
        serves(this.#served, credential.environment) &&
        credential.owner_id === owner?.id);
    const live = ownerLive && credentialLive;
    const permitted = live ? permittedScopes(owner.roles) : new Set<string>();
    return {
      live,
      environment: credential?.environment ?? environmentOfPeople(this.#served),
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
  if (caller.kind === 'apiKey') return caller.scopes.has(scope) && within(caller.resources);
  if (standing.owner === undefined) return false;
  return (
    within(caller.resources) &&
    within(standing.credential?.resources ?? []) &&
    permitsOn(standing.owner.roles, scope, collectiviteId)
  );
}
