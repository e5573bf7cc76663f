/**
 * What the code of guides takes for granted: a block that uses one of these names without declaring it gets it from
 * here. Keep it short: each name is one that a reader has to guess.
 */
import type { Client, Collectivite } from '@guichet/sdk';
import type { SetupServer } from 'msw/node';

export { handlers } from '@guichet/sdk/testing';
export { createClient } from '@guichet/sdk';
export { startMock } from '@guichet/mock';
export declare const client: Client;
export declare const server: SetupServer;
export declare const collectivite: Collectivite;
export declare const lastRun: string;
