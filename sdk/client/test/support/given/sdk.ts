/** What the examples of the SDK take for granted. Keep it short: each name here is one that a reader has to guess. */
import type { SetupServer } from 'msw/node';
import type { Client, Problem } from '../../../src/index.ts';
import type { MockSession } from '../../../src/testing-mock.ts';

export { expect } from 'vitest';
export declare const client: Client;
export declare const error: unknown;
export declare const server: SetupServer;
export declare const session: MockSession;
export declare const problem: Problem;
export declare const clientId: string;
export declare const clientSecret: string;
export declare const baseUrl: string;
export declare const lastRun: string;
