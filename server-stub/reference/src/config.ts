import { join } from 'node:path';
import { identity } from '../../../guichet.config.ts';
import type { RegistryMode } from './api-keys/api-keys.ts';
import type { CredentialPolicy } from './credentials/grant.ts';
import type { ServedEnvironment } from './credentials/environment.ts';
import { parsePeppers, type Pepper } from './credentials/pepper.ts';
import {
  address,
  baseUrl,
  databaseLocation,
  headerName,
  integer,
  isLoopback,
  logLevels,
  networks,
  oneOf,
  origin,
  rateLimitRule,
  type RateLimitRule,
  share,
  webAddress,
} from './settings/values.ts';
import { SettingsReader } from './settings/reader.ts';
import type { DatabaseLocation } from './store/database.ts';

export { ConfigError } from './settings/reader.ts';

/** All settings of the server. */
export interface Config {
  /** Address to listen on. Default 127.0.0.1: reachable from this machine only. */
  host: string;
  /** Port to listen on; 0 for any free one. */
  port: number;
  /** Address of the docs, which the page at `/` links to. Default none. */
  docsUrl: string | undefined;
  /** Origin under which clients know the server. Never taken from a request (T3). Default http://localhost:<port>. */
  issuer: string | undefined;
  /** The `aud` of tokens. Default the address of the resources, below the issuer. */
  audience: string | undefined;
  /** File of the contract. Default the one that the server was built with. */
  contract: string | undefined;
  /** Whether operations may have no handler: they answer 501. No setting of the environment; `--allow-missing`. */
  allowMissing: boolean;
  database: DatabaseLocation;
  /** Directory of what the server keeps beside the database. */
  dataDirectory: string;
  /** Keys outside the database. Without any, one is made and kept in `dataDirectory`. */
  peppers: readonly Pepper[] | undefined;
  /** Which of `peppers` is used for what is new. Default the one with the highest version. */
  pepperVersion: number | undefined;
  /** Whether this is production: the server then makes no pepper of its own, as several processes must agree on one. */
  production: boolean;
  /** Lifetime of access tokens in seconds. */
  tokenTtl: number;
  credentialPolicy: CredentialPolicy;
  /** Proxies whose X-Forwarded-For is believed: addresses and networks. Empty: none. */
  trustProxy: readonly string[];
  /** Files in PEM, for a server that ends TLS itself. */
  tls: TlsFiles | undefined;
  /** Header in which the proxies of `trustProxy` hand on the client certificate that they verified (RFC 8705). */
  certificateHeader: string | undefined;
  /** Whether failed client authentication is limited by address: not where something in front does it. */
  limitFailures: boolean;
  /** Whether events of authentication are recorded. Changes always are. */
  audit: boolean;
  /** What each credential, API key and person may ask for, over all replicas. */
  rateLimit: RateLimitRule | 'off';
  /** How often each address may ask for tokens, over all replicas. */
  tokenRateLimit: RateLimitRule | 'off';
  /** Whose credentials work here: those for the real data, those of the sandbox, or both. */
  environment: ServedEnvironment;
  /** Where API keys come from. Without a URL no key is valid. */
  registry: RegistrySettings;
  /** Whether an empty database is filled with demonstration data. */
  seed: boolean;
  /** Whether the use of credentials and API keys is counted. */
  usage: boolean;
  /** Fastify's log level, or `silent`. */
  logLevel: string;
  /** Where metrics are served for Prometheus: not on the port that the world reaches. Default nowhere. */
  metrics: { host: string; port: number } | undefined;
  /** Where spans are sent, and which share of the traces that begin here. Default nowhere. */
  tracing: { url: string; ratio: number } | undefined;
  /** Seconds between the end's announcement (`/readyz` answers 503) and the refusal of connections. */
  shutdownDelay: number;
  /** Seconds that requests under way may take at the end, before their connections are cut. */
  shutdownTimeout: number;
}

export interface RegistrySettings {
  /** Without a slash at the end. */
  url: string | undefined;
  mode: RegistryMode;
  /** How old the copy of the valid keys may be in mode `synchronized`, in seconds. */
  staleness: number;
}

export interface TlsFiles {
  cert: string;
  key: string;
  /** Authorities whose client certificates count. Without, no certificate is asked for. */
  clientCa: string | undefined;
}

const { envPrefix } = identity;

/** The limit of callers and of addresses, unless told otherwise; the contract's examples and the guides tell of it. */
const rateLimit: RateLimitRule = { quota: 600, window: 60 };
const defaultRule = `${rateLimit.quota}/${rateLimit.window}`;

/** The settings, with a line of help each. Those without the prefix are common to many programs. */
export const variables: Readonly<Record<string, string>> = {
  HOST: 'Address to listen on. Default 127.0.0.1; 0.0.0.0 for all interfaces.',
  PORT: `Port to listen on: 0 to 65535, 0 for any free one. Default ${identity.ports.server}.`,
  [`${envPrefix}SERVER_PORT`]: 'The same, and before PORT: a name of its own beside other servers.',
  DATABASE_URL: 'postgres://... for a PostgreSQL server, memory: to keep nothing. Default: an embedded database.',
  NODE_ENV: 'production: no demonstration data, a handler for each operation, and the pepper must be configured.',
  [`${envPrefix}ISSUER`]: 'Origin under which clients know the server. Default http://localhost:<port>.',
  [`${envPrefix}AUDIENCE`]: 'What tokens are for (their aud). Default the address of the resources.',
  [`${envPrefix}CONTRACT`]:
    'File of the contract, bundled into one JSON document. Default the one that the server was built with.',
  [`${envPrefix}DATA_DIR`]: 'Directory of the embedded database and the generated pepper. Default .data.',
  [`${envPrefix}PEPPER`]: 'Keys outside the database, <version>:<32 bytes in base64>, separated by commas.',
  [`${envPrefix}PEPPER_VERSION`]:
    'Version of the pepper that new secrets use, while another is being introduced. Default the highest.',
  [`${envPrefix}TOKEN_TTL`]: 'Lifetime of access tokens in seconds, 10 to 3600. Default 900.',
  [`${envPrefix}CREDENTIAL_POLICY`]: 'Who may create credentials: owners (default) or administrators.',
  [`${envPrefix}TRUST_PROXY`]:
    'Proxies in front whose X-Forwarded-For is believed: addresses or networks, separated by commas. Default none.',
  [`${envPrefix}TLS_CERT`]: 'File with the certificate, for TLS without a proxy; with TLS_KEY. Default plain HTTP.',
  [`${envPrefix}TLS_KEY`]: 'File with the key of TLS_CERT.',
  [`${envPrefix}TLS_CLIENT_CA`]: 'File with the authorities of client certificates. Default: none is asked for.',
  [`${envPrefix}CERTIFICATE_HEADER`]:
    'Header in which the proxies of TRUST_PROXY pass on verified client certificates. Default none.',
  [`${envPrefix}LIMIT_FAILURES`]: 'on or off: whether failed authentication is limited by address. Default on.',
  [`${envPrefix}REGISTRY_URL`]: 'Where the registry of API keys is. Default none: no key is valid.',
  [`${envPrefix}REGISTRY_MODE`]:
    'How keys are checked: synchronized (default), against a copy of the valid ones; service, by asking about each.',
  [`${envPrefix}REGISTRY_STALENESS`]:
    'How many seconds old that copy may be, 2 to 3600: longer keeps keys working in an outage, and revoked ones too. Default 10.',
  [`${envPrefix}REGISTRY_UNSAFE_HTTP`]:
    'on to send keys and our token to a registry without TLS that is not on this machine. Default off.',
  [`${envPrefix}AUDIT`]: 'on or off: whether authentication events are recorded; changes always are. Default on.',
  [`${envPrefix}RATE_LIMIT`]: `Requests of each credential, API key and person, per seconds (at most 9999999/3600), or off. Default ${defaultRule}.`,
  [`${envPrefix}TOKEN_RATE_LIMIT`]: `Token requests of each address, per seconds (at most 9999999/3600), or off. Default ${defaultRule}.`,
  [`${envPrefix}ENVIRONMENT`]: 'Which credentials work: live, test or both. Default both; in production live.',
  [`${envPrefix}SEED`]: 'demonstration or none. Default demonstration; in production none.',
  [`${envPrefix}USAGE`]: 'on or off: whether the use of credentials and API keys is counted. Default on.',
  [`${envPrefix}DOCS_URL`]: 'Address of the docs, which the page at / links to. Default none.',
  [`${envPrefix}LOG_LEVEL`]: `One of ${logLevels.join(', ')}. Default info.`,
  [`${envPrefix}METRICS_PORT`]: 'Port on which GET /metrics answers Prometheus; 0 for any free one. Default none.',
  [`${envPrefix}METRICS_HOST`]: 'Address for METRICS_PORT. Default 127.0.0.1: metrics are for this machine only.',
  OTEL_EXPORTER_OTLP_ENDPOINT:
    'OpenTelemetry collector that traces are sent to, such as http://localhost:4318. Default none.',
  OTEL_TRACES_SAMPLER_ARG: 'Share of the traces begun here that are kept, 0 to 1. Default 1.',
  [`${envPrefix}SHUTDOWN_DELAY`]:
    'Seconds for which a server that is ending still takes connections, while /readyz answers 503: 0 to 300. Default 0.',
  [`${envPrefix}SHUTDOWN_TIMEOUT`]: 'Seconds that requests under way may take at the end, 1 to 600. Default 30.',
};

/**
 * Reads the settings from the environment.
 *
 * @throws ConfigError naming every variable that is wrong
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const settings = new SettingsReader(env, variables);
  const { read, ours, wrong } = settings;

  const production = env['NODE_ENV'] === 'production';
  const dataDirectory = ours('DATA_DIR', '.data', String);
  const config: Config = {
    host: read('HOST', '127.0.0.1', String),
    port: ours('SERVER_PORT', read('PORT', identity.ports.server, integer(0, 65_535)), integer(0, 65_535)),
    docsUrl: ours<string | undefined>('DOCS_URL', undefined, webAddress),
    issuer: ours<string | undefined>('ISSUER', undefined, origin),
    audience: ours<string | undefined>('AUDIENCE', undefined, address),
    contract: ours<string | undefined>('CONTRACT', undefined, String),
    allowMissing: false,
    // PostgreSQL's major version is in the path: its files are not those of another.
    database: read<DatabaseLocation>(
      'DATABASE_URL',
      { kind: 'directory', path: join(dataDirectory, 'pg18') },
      databaseLocation,
    ),
    dataDirectory,
    peppers: ours<readonly Pepper[] | undefined>('PEPPER', undefined, parsePeppers),
    pepperVersion: ours<number | undefined>('PEPPER_VERSION', undefined, integer(1, 999_999)),
    production,
    tokenTtl: ours('TOKEN_TTL', 900, integer(10, 3600)),
    credentialPolicy: ours<CredentialPolicy>('CREDENTIAL_POLICY', 'owners', oneOf('owners', 'administrators')),
    trustProxy: ours<readonly string[]>('TRUST_PROXY', [], networks),
    tls: tlsFiles(
      ours<string | undefined>('TLS_CERT', undefined, String),
      ours<string | undefined>('TLS_KEY', undefined, String),
      ours<string | undefined>('TLS_CLIENT_CA', undefined, String),
    ),
    certificateHeader: ours<string | undefined>('CERTIFICATE_HEADER', undefined, headerName),
    limitFailures: ours('LIMIT_FAILURES', 'on', oneOf('on', 'off')) === 'on',
    registry: {
      url: ours<string | undefined>('REGISTRY_URL', undefined, baseUrl),
      mode: ours<RegistryMode>('REGISTRY_MODE', 'synchronized', oneOf('synchronized', 'service')),
      staleness: ours('REGISTRY_STALENESS', 10, integer(2, 3600)),
    },
    audit: ours('AUDIT', 'on', oneOf('on', 'off')) === 'on',
    rateLimit: ours<RateLimitRule | 'off'>('RATE_LIMIT', rateLimit, rateLimitRule),
    tokenRateLimit: ours<RateLimitRule | 'off'>('TOKEN_RATE_LIMIT', rateLimit, rateLimitRule),
    environment: ours<ServedEnvironment>('ENVIRONMENT', production ? 'live' : 'both', oneOf('live', 'test', 'both')),
    seed: ours('SEED', production ? 'none' : 'demonstration', oneOf('demonstration', 'none')) === 'demonstration',
    usage: ours('USAGE', 'on', oneOf('on', 'off')) === 'on',
    logLevel: ours('LOG_LEVEL', 'info', oneOf(...logLevels)),
    metrics: metricsPlace(
      ours<number | undefined>('METRICS_PORT', undefined, integer(0, 65_535)),
      ours('METRICS_HOST', '127.0.0.1', String),
    ),
    tracing: tracingPlace(
      read<string | undefined>('OTEL_EXPORTER_OTLP_ENDPOINT', undefined, webAddress),
      read('OTEL_TRACES_SAMPLER_ARG', 1, share),
    ),
    shutdownDelay: ours('SHUTDOWN_DELAY', 0, integer(0, 300)),
    shutdownTimeout: ours('SHUTDOWN_TIMEOUT', 30, integer(1, 600)),
  };
  if (production && config.peppers === undefined && !wrong.some((line) => line.includes('PEPPER'))) {
    wrong.push(
      `${envPrefix}PEPPER is missing, and production needs it. Make one and keep it: echo "1:$(openssl rand -base64 32)".`,
    );
  }
  const { issuer, pepperVersion } = config;
  if (pepperVersion !== undefined && !config.peppers?.some(({ version }) => version === pepperVersion)) {
    wrong.push(`${envPrefix}PEPPER_VERSION names no key of ${envPrefix}PEPPER. Add it there, or unset the version.`);
  }
  if (production && (issuer === undefined || !(issuer.startsWith('https:') || isLoopback(issuer)))) {
    // It is in every token, and decides whether cookies are sent without TLS.
    wrong.push(`${envPrefix}ISSUER must be the https origin that clients use, in production. Set it.`);
  }
  const certificate = [env[`${envPrefix}TLS_CERT`], env[`${envPrefix}TLS_KEY`]].filter(Boolean).length;
  if (certificate === 1) wrong.push(`${envPrefix}TLS_CERT and ${envPrefix}TLS_KEY go together. Set both, or none.`);
  if (config.certificateHeader !== undefined && config.trustProxy.length === 0) {
    // Whoever reaches the server could write the header, and be any client.
    wrong.push(
      `${envPrefix}CERTIFICATE_HEADER is accepted from trusted proxies only. Name them in ${envPrefix}TRUST_PROXY.`,
    );
  }
  const { url } = config.registry;
  const unsafe = ours('REGISTRY_UNSAFE_HTTP', 'off', oneOf('on', 'off')) === 'on';
  if (url?.startsWith('http:') && !isLoopback(url) && !unsafe) {
    wrong.push(
      `${envPrefix}REGISTRY_URL must be https, as keys and our token go there. Set ${envPrefix}REGISTRY_UNSAFE_HTTP=on if nobody else is on that network.`,
    );
  }
  settings.refuseWrong();
  return config;
}

/** The signal's path is below the endpoint (OpenTelemetry, OTLP exporter configuration). */
function tracingPlace(endpoint: string | undefined, ratio: number) {
  return endpoint === undefined ? undefined : { url: `${endpoint.replace(/\/$/u, '')}/v1/traces`, ratio };
}

function metricsPlace(port: number | undefined, host: string) {
  return port === undefined ? undefined : { host, port };
}

function tlsFiles(cert: string | undefined, key: string | undefined, clientCa: string | undefined) {
  return cert === undefined || key === undefined ? undefined : { cert, key, clientCa };
}
