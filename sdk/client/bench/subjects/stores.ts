/** Ours, with a store that processes share. */
import { createClient } from '@guichet/sdk';
import { fileStore } from '@guichet/sdk/stores/file';
import { redisStore } from '@guichet/sdk/stores/redis';
import { Redis } from 'ioredis';
import type { TokenStore } from '@guichet/sdk/auth';
import type { OpenSubject, Subject } from '../lib/subject.ts';

const subject = (baseUrl: string, store: TokenStore): Subject => {
  const client = createClient({ baseUrl, clientId: 'bench', clientSecret: 'secret', store });
  return { get: (n) => client.collectivites.get({ collectiviteId: n }) };
};

export const file: OpenSubject = (baseUrl, place) => subject(baseUrl, fileStore({ path: place }));

export const redis: OpenSubject = (baseUrl, place) =>
  subject(baseUrl, redisStore({ client: new Redis('redis://127.0.0.1:6379'), prefix: place }));
