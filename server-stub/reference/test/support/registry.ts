import { createRegistry } from '../../src/registry/app.ts';
import type { RegistryConfig } from '../../src/registry/config.ts';
import { callerOf } from './call.ts';
import type { TestDatabase } from './databases.ts';

export const registryConfig: Omit<RegistryConfig, 'database' | 'issuer'> = {
  host: '127.0.0.1',
  port: 0,
  docsUrl: undefined,
  audience: undefined,
  jwksUri: undefined,
  scopes: undefined,
  trustProxy: [],
  logLevel: 'silent',
  shutdownDelay: 0,
  shutdownTimeout: 30,
};

export type TestRegistry = Awaited<ReturnType<typeof openRegistry>>;

/** The whole registry on a database, without a socket. Every answer is held against its contract. */
export async function openRegistry(database: TestDatabase, issuer: string, config: Partial<RegistryConfig> = {}) {
  const built = await createRegistry({ ...registryConfig, issuer, ...config, database: database.location });
  return { ...built, call: callerOf(built) };
}

export const wish = {
  name: 'Observatoire des labels',
  contact_email: 'equipe@observatoire.example',
  scopes: ['collectivites.read'],
};
