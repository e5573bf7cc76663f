/**
 * The token engine and the authorized fetch, usable with any API.
 *
 * @module
 */
export * from '@guichet/runtime';
