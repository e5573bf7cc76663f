import { join } from 'node:path';
import { identity } from '../../../../guichet.config.ts';
import { SettingsReader } from '../settings/reader.ts';
import {
  address,
  databaseLocation,
  integer,
  isLoopback,
  logLevels,
  networks,
  oneOf,
  origin,
  scopeList,
  webAddress,
} from '../settings/values.ts';
import type { DatabaseLocation } from '../store/database.ts';

export { ConfigError } from '../settings/reader.ts';

/** All settings of the registry. */
export interface RegistryConfig {
  /** Address to listen on. Default 127.0.0.1: reachable from this machine only. */
  host: string;
  /** Port to listen on; 0 for any free one. */
  port: number;
  /** Address of the docs, which the page at `/` links to. Default none. */
  docsUrl: string | undefined;
  database: DatabaseLocation;
  /** Origin of the authorization server whose tokens count. Never taken from a request (T3). */
  issuer: string;
  /** The `aud` of those tokens. Default `<issuer>/api/v1`. */
  audience: string | undefined;
  /** Where that server publishes its keys. Default `<issuer>/.well-known/jwks.json`. */
  jwksUri: string | undefined;
  /** Scopes that clients can be given. Undefined: any. */
  scopes: readonly string[] | undefined;
  /** Proxies whose X-Forwarded-For is believed: addresses and networks. Empty: none. */
  trustProxy: readonly string[];
  /** Fastify's log level, or `silent`. */
  logLevel: string;
  /** Seconds between a signal to end and the refusal of new connections, for load balancers to take note. */
  shutdownDelay: number;
  /** Seconds that requests under way may take from then on. */
  shutdownTimeout: number;
}

const { envPrefix } = identity;
const prefix = `${envPrefix}REGISTRY_`;

/** The settings, with a line of help each. Those without the prefix are common to many programs. */
export const variables: Readonly<Record<string, string>> = {
  HOST: 'Address to listen on. Default 127.0.0.1; 0.0.0.0 for all interfaces.',
  PORT: `Port to listen on: 0 to 65535, 0 for any free one. Default ${identity.ports.registry}.`,
  [`${prefix}PORT`]: 'The same, and before PORT: a name of its own beside other servers.',
  DATABASE_URL:
    'postgres://... for a PostgreSQL server, where the schema "registry" is used; memory: to keep nothing. Default: an embedded database.',
  NODE_ENV: 'production: the issuer must be configured.',
  [`${prefix}DATA_DIR`]: 'Directory of the embedded database. Default .data/registry.',
  [`${prefix}ISSUER`]: `Origin of the server whose tokens count. Default http://localhost:${identity.ports.server}.`,
  [`${prefix}AUDIENCE`]: 'What those tokens are for (their aud). Default <issuer>/api/v1.',
  [`${prefix}JWKS_URI`]: 'Where that server publishes its keys. Default <issuer>/.well-known/jwks.json.',
  [`${prefix}UNSAFE_HTTP`]: 'on: the keys may come over plain HTTP from another machine. Default off.',
  [`${prefix}SCOPES`]: 'Scopes that clients can be given, separated by spaces. Default any.',
  [`${prefix}TRUST_PROXY`]:
    'Proxies in front whose X-Forwarded-For is believed: addresses or networks, separated by commas. Default none.',
  [`${prefix}DOCS_URL`]: 'Address of the docs, which the page at / links to. Default none.',
  [`${prefix}LOG_LEVEL`]: `One of ${logLevels.join(', ')}. Default info.`,
  [`${prefix}SHUTDOWN_DELAY`]: 'Seconds between a signal to end and the refusal of connections, 0 to 300. Default 0.',
  [`${prefix}SHUTDOWN_TIMEOUT`]: 'Seconds that requests under way may then take, 1 to 600. Default 30.',
};

/**
 * The settings of the registry, out of the environment.
 *
 * @throws ConfigError naming every variable that is wrong
 */
export function readRegistryConfig(env: NodeJS.ProcessEnv = process.env): RegistryConfig {
  const settings = new SettingsReader(env, variables);
  const { read, wrong } = settings;
  const ours = <T>(name: string, otherwise: T, parse: (text: string) => T | undefined) =>
    settings.ours(`REGISTRY_${name}`, otherwise, parse);

  const production = env['NODE_ENV'] === 'production';
  const config: RegistryConfig = {
    host: read('HOST', '127.0.0.1', String),
    port: ours('PORT', read('PORT', identity.ports.registry, integer(0, 65_535)), integer(0, 65_535)),
    docsUrl: ours<string | undefined>('DOCS_URL', undefined, webAddress),
    database: read<DatabaseLocation>(
      'DATABASE_URL',
      { kind: 'directory', path: join(ours('DATA_DIR', join('.data', 'registry'), String), 'pg18') },
      databaseLocation,
    ),
    issuer: ours('ISSUER', `http://localhost:${identity.ports.server}`, origin),
    audience: ours<string | undefined>('AUDIENCE', undefined, address),
    jwksUri: ours<string | undefined>('JWKS_URI', undefined, address),
    scopes: ours<readonly string[] | undefined>('SCOPES', undefined, scopeList),
    trustProxy: ours<readonly string[]>('TRUST_PROXY', [], networks),
    logLevel: ours('LOG_LEVEL', 'info', oneOf<string>(...logLevels)),
    shutdownDelay: ours('SHUTDOWN_DELAY', 0, integer(0, 300)),
    shutdownTimeout: ours('SHUTDOWN_TIMEOUT', 30, integer(1, 600)),
  };
  if (production && env[`${prefix}ISSUER`] === undefined) {
    wrong.push(`${prefix}ISSUER is missing, and production needs it. Set it to the origin of the server.`);
  }
  const unsafe = ours('UNSAFE_HTTP', 'off', oneOf('on', 'off')) === 'on';
  const { jwksUri } = issuerOf(config);
  if (!unsafe && !jwksUri.startsWith('https:') && !isLoopback(jwksUri)) {
    // Whoever answers there says which tokens are good.
    wrong.push(
      `${prefix}JWKS_URI must be https. Set ${prefix}UNSAFE_HTTP=on if nobody else is on the network in between.`,
    );
  }
  settings.refuseWrong();
  return config;
}

/** Whose tokens count, with what was left to default. */
export function issuerOf({ issuer, audience, jwksUri }: Pick<RegistryConfig, 'issuer' | 'audience' | 'jwksUri'>) {
  return {
    issuer,
    audience: audience ?? `${issuer}/api/v1`,
    jwksUri: jwksUri ?? `${issuer}/.well-known/jwks.json`,
  };
}
