import { setTimeout } from 'node:timers/promises';

/**
 * Tokens tell the second of their issue only (`iat`, RFC 7519 section 4.1.6). An end that falls in the middle of one would
 * spare what was issued in the first part of it: so whatever ends tokens ends those of the whole second, and whoever may ask
 * for new ones learns of it when the next second has begun.
 */

/** The instant from which new tokens count, when all that were issued until now end: the beginning of the next second. */
export const afterThisSecond = (): Date => new Date((Math.floor(Date.now() / 1_000) + 1) * 1_000);

/** By how much the clocks of replicas may differ, in milliseconds. */
const skew = 100;

/** Resolves in the next second: what is issued from then on is not taken for older. To be awaited after the commit. */
export const nextSecond = (): Promise<void> => setTimeout(1_000 - (Date.now() % 1_000) + skew);
