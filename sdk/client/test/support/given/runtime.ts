/** What the examples of the runtime take for granted. Keep it short: each name here is one that a reader has to guess. */
import type { ApiPromise, Listing, TokenSource } from '@guichet/runtime';

interface Thing {
  id: number;
  name: string;
}

export { expect } from 'vitest';
/** A client such as the generated code of any API makes it. */
export declare const client: {
  things: {
    get(params: { id: number }): ApiPromise<Thing>;
    list(): Listing<{ count: number; data: Thing[] }, Thing>;
  };
};
export declare const id: number;
export declare const error: unknown;
export declare const tokens: TokenSource;
export declare const tokenUrl: string;
export declare const baseUrl: string;
export declare const clientId: string;
export declare const clientSecret: string;
export declare const key: string;
