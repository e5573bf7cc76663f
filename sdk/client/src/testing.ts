/**
 * Answers for tests. Without a server: MSW handlers from the contract's examples, presets for bad days, and a token
 * server that can be told to expire, revoke, stall and lie. With the mock: sessions, which `testing/mock` has for those
 * who have no MSW.
 *
 * @module
 */
export type { FailureOf, OperationName } from './testing/failure.ts';
export { type HandlerOptions, type Overrides, type Origin, handlers } from './testing/handlers.ts';
export type { PresetOptions, WaitOptions } from './testing/presets.ts';
export * as presets from './testing/presets.ts';

export * from './testing-mock.ts';
export * from '@guichet/runtime/testing';
