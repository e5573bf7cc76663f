import { identity } from '../../../../guichet.config.ts';

/** Where the control API is. */
export const controlPath = `/__${identity.slug}`;
