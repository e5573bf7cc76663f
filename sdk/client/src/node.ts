/**
 * Networks as they are: a fetch for Node that goes through proxies, trusts private authorities and shows a client
 * certificate.
 *
 * @module
 */
export * from '@guichet/runtime/node';
