/**
 * Helpers for tests: a token server that misbehaves on demand, and a clock that moves when told.
 *
 * @module
 */
export { FakeClock } from './fake-clock.ts';
export { type Lie, type TokenRequestRecord, TokenServer, type TokenServerOptions } from './token-server.ts';
