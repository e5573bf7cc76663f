import {
  createFront,
  limitAttempts,
  type AuthorizationServer,
  type Call,
  type Contract,
  type Operation,
} from '@guichet/front';
import type { FastifyInstance } from 'fastify';
import { accessRules } from './access.ts';
import { openApiKeys, type ApiKeys } from './api-keys/api-keys.ts';
import { AuthenticationJournal } from './audit/journal.ts';
import { noteRefusals } from './audit/refusals.ts';
import type { NotedEvent } from './audit/row.ts';
import { openAuthorizationServer } from './authorization.ts';
import type { Config } from './config.ts';
import { readContract } from './contract.ts';
import { DigestRenewal } from './credentials/digest-renewal.ts';
import { openPeppers } from './credentials/pepper-check.ts';
import type { Peppers } from './credentials/pepper.ts';
import { sweepSecrets } from './credentials/secrets.ts';
import { Standings } from './credentials/standing.ts';
import { serverHandlers, versionOf } from './handlers.ts';
import { openLimits } from './limits/index.ts';
import { missingHandlers, standIn } from './missing-handlers.ts';
import { prepareDrain } from './running/drain.ts';
import { answerProbes } from './running/probes.ts';
import { Readiness } from './running/readiness.ts';
import { isUpToDate, stateOfStore } from './running/state-of-store.ts';
import { seed } from './seed/index.ts';
import { ChangeFeed, migrate, openStore, type Store } from './store/index.ts';
import { migrations } from './store/migrations/index.ts';
import { addGauges } from './telemetry/gauges.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { openTelemetry } from './telemetry/telemetry.ts';
import { tlsOptions } from './tls.ts';
import { UsageLedger } from './usage/ledger.ts';
import { startRetention } from './usage/retention.ts';

export interface App {
  /** The Fastify instance, not listening yet. */
  app: FastifyInstance;
  contract: Contract;
  /** Operations that have no handler: answered from the contract's examples, or 501 where they are allowed to be missing. */
  missing: readonly Operation[];
  db: Store;
  tokens: AuthorizationServer;
  peppers: Peppers;
  /** Checks API keys; its `state` says whether it can. */
  apiKeys: ApiKeys;
  /** Events of authentication on their way into the audit; none when they are not recorded. */
  journal: AuthenticationJournal | undefined;
  /** All files of an embedded database. */
  dump: (() => Promise<Blob>) | undefined;
  /** Hears what other processes change. */
  changes: ChangeFeed;
  /** Whether requests should come here: parts add what they need for it. */
  readiness: Readiness;
  /** What is counted for Prometheus, to which parts add their gauges; none when nobody asks for it. */
  metrics: Metrics | undefined;
  /** Says that requests should go elsewhere, answers what is under way, writes what was noted, and closes the database. */
  close(): Promise<void>;
}

/**
 * Builds the server: opens the database, brings it up to date, and puts the handlers behind the front. An operation
 * without a handler is answered from the contract's examples in development, and marked; in production it is refused.
 *
 * @throws StoreError when the database cannot be used
 * @throws MissingHandlerError when an operation has no handler, in production
 */
export async function createApp(config: Config): Promise<App> {
  /** What is open. It is closed last first: what writes into the database before the database. */
  const parts = new AsyncDisposableStack();
  try {
    return await build(config, parts);
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

async function build(config: Config, parts: AsyncDisposableStack): Promise<App> {
  let log: FastifyInstance['log'] | undefined;
  const warn = (message: string) => (error: unknown) => log?.warn({ err: error }, message);
  const opened = <T extends { close(): Promise<void> }>(part: T): T => parts.adopt(part, () => part.close());

  const contract = await readContract(config.contract);
  const missing = missingHandlers(contract, config);
  const fallback = await standIn(missing, contract, config);
  const telemetry = opened(await openTelemetry(config, versionOf(contract)));
  const store = opened(await openStore(config.database, telemetry.onQuery));
  const { db } = store;
  await migrate(db);
  await sweepSecrets(db);
  if (config.seed) await seed(db, config.environment);
  const peppers = await openPeppers(db, config);

  const changes = opened(new ChangeFeed(store.exchange, warn('changes cannot be read')));
  const standings = new Standings(db, changes, config.environment);
  const renewal = opened(new DigestRenewal(db, peppers));
  const usage = opened(
    new UsageLedger(db, {
      counts: config.usage,
      report: (error, message) => log?.warn(error === undefined ? {} : { err: error }, message),
    }),
  );
  const journal = config.audit ? opened(new AuthenticationJournal(db, warn('the audit cannot be written'))) : undefined;
  const onEvent = tellAll<NotedEvent>(journal && ((event) => journal.note(event)), telemetry.onEvent);
  const observe = tellAll<Call>(...telemetry.observers, (call) => usage.count(call), journal && noteRefusals(journal));
  const limits = opened(
    openLimits(config, {
      db,
      shared: store.exchange.shared,
      report: warn('what other replicas use up of the limits cannot be read'),
    }),
  );
  const attempts = () => (config.limitFailures ? limitAttempts() : undefined);

  const tokens = await openAuthorizationServer({
    db,
    changes,
    peppers,
    contract,
    config,
    noteSecret: (secretId) => usage.noteSecret(secretId),
    onEvent,
    renewal,
    onError: (error) => log?.error({ err: error }, 'a token endpoint failed'),
  });
  const apiKeys = opened(
    openApiKeys({
      ...config.registry,
      served: config.environment,
      tokens,
      attempts: attempts(),
      report(error) {
        if (error === undefined) log?.info('the registry of API keys can be followed again');
        else warn('the registry of API keys cannot be followed')(error);
      },
    }),
  );
  const app: FastifyInstance = await createFront({
    contract,
    tokens,
    apiKeys: (key, request) => apiKeys.authenticate(key, request.ip),
    ...accessRules(db, standings, config.environment),
    handlers: serverHandlers({ db, contract, standings, peppers, config }),
    fallback,
    home: { docs: config.docsUrl },
    https: await tlsOptions(config),
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    attempts: attempts(),
    onEvent,
    limits: limits.calls,
    observe,
    logger: config.logLevel === 'silent' ? false : { level: config.logLevel },
  });
  log = app.log;
  telemetry.watch(app);
  if (telemetry.metrics) addGauges(telemetry.metrics, { store, changes, usage, journal });
  // What a request changed counts on this replica before its answer is out.
  app.addHook('onSend', async ({ method }, { statusCode }) => {
    if (method !== 'GET' && method !== 'HEAD' && statusCode < 400) await changes.sync();
  });

  const readiness = new Readiness();
  readiness.add('database', async () => (await stateOfStore(db)) !== 'down');
  readiness.add('migrations', () => isUpToDate(db, migrations));
  readiness.add('changes', () => changes.isCertain);
  if (config.registry.url !== undefined) readiness.add('api-keys', () => apiKeys.hasStarted);
  answerProbes(app, readiness);
  const drain = prepareDrain(app, readiness);

  await changes.start();
  opened(await startRetention(db, warn('old usage cannot be rolled up')));
  await limits.start();

  return {
    app,
    contract,
    missing,
    db,
    tokens,
    peppers,
    apiKeys,
    journal,
    dump: store.dump,
    changes,
    readiness,
    metrics: telemetry.metrics,
    async close() {
      await drain({ delay: config.shutdownDelay, timeout: config.shutdownTimeout });
      await parts.disposeAsync();
    },
  };
}

/** One listener for all that are there. */
function tellAll<T>(...listeners: (((told: T) => void) | undefined)[]): (told: T) => void {
  const present = listeners.filter((listener) => listener !== undefined);
  return (told) => {
    for (const listener of present) listener(told);
  };
}
