import { timingSafeEqual } from 'node:crypto';
import { scenarios, type ScenarioName } from '../scenarios/scenarios.ts';
import type { ScenarioRun } from '../scenarios/scenario-run.ts';
import { SessionClock } from './clock.ts';
import { Journal } from './journal.ts';
import { Overrides } from './overrides.ts';

/** The credential of a session, and what it may do. */
export interface SessionCredential {
  clientId: string;
  clientSecret: string;
  apiKey: string;
  /** Person it belongs to. */
  subject: string;
  scopes: readonly string[];
  /** Empty: no limit. */
  resources: readonly string[];
  scenario?: ScenarioName | undefined;
  /** Lifetime of its tokens in seconds. Default that of the mock. */
  tokenTtl?: number | undefined;
}

/** What a session tells of itself. Nothing in it is a secret. */
export interface SessionState {
  id: string;
  clientId: string;
  scopes: readonly string[];
  scenario: ScenarioName | null;
  /** Its clock, in ISO 8601. */
  now: string;
  /** Seconds by which its clock is ahead. */
  advanced: number;
  /** Calls since it began or was reset, those to the token endpoint left out. */
  calls: number;
  tokenRequests: number;
}

/** A credential of the mock with a journal, counters, a clock and overrides of its own. Its id is its client_id. */
export class Session {
  readonly credential: SessionCredential;
  readonly clock = new SessionClock();
  readonly journal = new Journal();
  readonly overrides = new Overrides();
  scenario: ScenarioRun | undefined;
  calls = 0;
  tokenRequests = 0;

  constructor(credential: SessionCredential) {
    this.credential = credential;
    this.scenario = this.#startScenario();
  }

  get id(): string {
    return this.credential.clientId;
  }

  get isRevoked(): boolean {
    return this.scenario?.isRevoked(this.clock.now) ?? false;
  }

  verifySecret(secret: string): boolean {
    const [given, expected] = [Buffer.from(secret), Buffer.from(this.credential.clientSecret)];
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  get state(): SessionState {
    const { clientId, scopes, scenario = null } = this.credential;
    const { now, advanced } = this.clock;
    const { calls, tokenRequests } = this;
    return {
      id: clientId,
      clientId,
      scopes,
      scenario,
      now: new Date(now).toISOString(),
      advanced,
      calls,
      tokenRequests,
    };
  }

  /** Starts over. Credential and tokens stay valid. @returns the weight of the journal that is gone */
  reset(): number {
    this.overrides.clear();
    this.clock.reset();
    this.scenario = this.#startScenario();
    this.calls = 0;
    this.tokenRequests = 0;
    return this.journal.clear();
  }

  #startScenario(): ScenarioRun | undefined {
    const { scenario } = this.credential;
    return scenario && scenarios[scenario].start();
  }
}
