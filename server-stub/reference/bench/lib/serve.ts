import { startServer, type Config } from '@guichet/reference';

/** How the bench starts the reference server: as in production, without its log. */
export const serverConfig = (databaseUrl: string): Partial<Config> => ({
  host: '127.0.0.1',
  port: 0,
  // One for all: they are replicas of each other.
  issuer: 'http://localhost:8080',
  database: { kind: 'postgres', url: databaseUrl },
  peppers: [{ version: 1, key: Buffer.alloc(32, 7) }],
  production: true,
  seed: true,
  // One address makes all the failures there are here.
  limitFailures: false,
  rateLimit: 'off',
  tokenRateLimit: 'off',
  logLevel: 'silent',
});

export const serve = (databaseUrl: string, settings: Partial<Config> = {}) =>
  startServer({ ...serverConfig(databaseUrl), ...settings });
