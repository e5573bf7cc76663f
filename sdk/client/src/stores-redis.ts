/**
 * Tokens shared by all processes that reach one Redis or Valkey.
 *
 * @module
 */
export * from '@guichet/runtime/stores/redis';
