/**
 * Tokens shared by the processes of one machine.
 *
 * @module
 */
export * from '@guichet/runtime/stores/file';
