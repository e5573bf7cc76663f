/**
 * Sessions at a running mock, for tests: answers that the contract declares, a clock, and what was called. Needs no MSW.
 *
 * @module
 */
export type { AnswerOf, AnsweredId, CallFilter, Expectation, Override } from './testing/answers.ts';
export {
  type Journal,
  type JournalEntry,
  type MockSession,
  type MockSessionOptions,
  type Scenario,
  type SessionState,
  startMockSession,
} from './testing/mock-session.ts';
