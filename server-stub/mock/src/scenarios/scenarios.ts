import { ScenarioRun } from './scenario-run.ts';

/** How a scenario interferes with what it is told about. All counts start over when a session is reset. */
export interface Scenario {
  /** For the list of demo credentials. */
  description: string;
  start(): ScenarioRun;
}

/** Bad days that a credential of the mock can have, by name. */
export const scenarios = {
  expired: {
    description: 'every second token, the first included, has expired when it is used',
    start: () => new ScenarioRun({ expires: (token) => token % 2 === 1 }),
  },
  'revoked-midway': {
    description: 'revoked after five calls, until a reset or a minute without calls',
    start: () => new ScenarioRun({ revokedAfter: 5, pardonedAfter: 60 }),
  },
  throttled: {
    description: 'every third call is answered 429 with Retry-After: 1',
    start: () => new ScenarioRun({ refuses: { status: 429, every: 3 } }),
  },
  flaky: {
    description: 'every fifth call is answered 503 with Retry-After: 1',
    start: () => new ScenarioRun({ refuses: { status: 503, every: 5 } }),
  },
  slow: {
    description: 'each answer comes 3 s late',
    start: () => new ScenarioRun({ delay: 3000 }),
  },
  'read-only': {
    description: 'has only the scopes that reading needs',
    start: () => new ScenarioRun({}),
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

export const scenarioNames = Object.keys(scenarios) as ScenarioName[];
