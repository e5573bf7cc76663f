import {
  createFront,
  limitAttempts,
  type Asker,
  type AuthorizationServer,
  type CallObserver,
  type Contract,
  type Principal,
} from '@guichet/front';
import type { FastifyInstance } from 'fastify';
import { openApiKeys, type ApiKeys } from './api-keys/api-keys.ts';
import { AuthenticationJournal } from './audit/journal.ts';
import { noteRefusals } from './audit/refusals.ts';
import type { NotedEvent } from './audit/row.ts';
import { openAuthorizationServer } from './authorization.ts';
import type { Handlers } from './call.ts';
import type { Config } from './config.ts';
import { readContract } from './contract.ts';
import { environmentOfPeople } from './credentials/environment.ts';
import { DigestRenewal } from './credentials/digest-renewal.ts';
import { credentialHandlers } from './credentials/handlers/index.ts';
import { openPeppers } from './credentials/pepper-check.ts';
import type { Peppers } from './credentials/pepper.ts';
import { findCredential } from './credentials/repository.ts';
import { sweepSecrets } from './credentials/secrets.ts';
import { Standings } from './credentials/standing.ts';
import { openLimits } from './limits/index.ts';
import { guard, guardAll } from './guard.ts';
import { operationHandlers } from './operations/handlers.ts';
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
import { territoryHandlers } from './territories/handlers.ts';
import { usageHandlers } from './usage/handlers.ts';
import { UsageLedger } from './usage/ledger.ts';
import { startRetention } from './usage/retention.ts';
import { userHandlers } from './users/handlers.ts';

export interface App {
  /** The Fastify instance, not listening yet. */
  app: FastifyInstance;
  contract: Contract;
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
 * Builds the server: opens the database, brings it up to date, and puts the handlers behind the front. Every
 * operation of the contract has one. While a server grows, the front's `fallback` can answer those that have none yet.
 *
 * @throws StoreError when the database cannot be used
 */
export async function createApp(config: Config): Promise<App> {
  const contract = await readContract();
  const telemetry = await openTelemetry(config, versionOf(contract));
  const store = await openStore(config.database, telemetry.onQuery);
  const { db } = store;
  let log: FastifyInstance['log'] | undefined;
  let apiKeys: ApiKeys | undefined;
  let journal: AuthenticationJournal | undefined;
  /** Told of each call that ended. */
  const observers: CallObserver[] = [...telemetry.observers];
  const changes = new ChangeFeed(store.exchange, (error) => log?.warn({ err: error }, 'changes cannot be heard'));
  try {
    await migrate(db);
    await sweepSecrets(db);
    if (config.seed) await seed(db, config.environment);
    const peppers = await openPeppers(db, config);
    const standings = new Standings(db, changes, config.environment);
    const renewal = new DigestRenewal(db, peppers);
    const usage = new UsageLedger(db, {
      counts: config.usage,
      report: (error, message) => log?.warn(error === undefined ? {} : { err: error }, message),
    });
    observers.push((call) => usage.count(call));
    journal = config.audit
      ? new AuthenticationJournal(db, (error) => log?.warn({ err: error }, 'the audit cannot be written'))
      : undefined;
    const witnesses = [journal && ((event: NotedEvent) => journal?.note(event)), telemetry.onEvent].filter(
      (witness) => witness !== undefined,
    );
    const onEvent = (event: NotedEvent) => {
      for (const witness of witnesses) witness(event);
    };
    if (journal) observers.push(noteRefusals(journal));
    const limits = openLimits(config, {
      db,
      shared: store.exchange.shared,
      report: (error) => log?.warn({ err: error }, 'what other replicas use of the limits cannot be heard'),
    });
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
    const { registry, limitFailures } = config;
    const keys = openApiKeys({
      ...registry,
      served: config.environment,
      tokens,
      attempts: limitFailures ? limitAttempts() : undefined,
      report(error) {
        if (error === undefined) log?.info('the registry of API keys is followed again');
        else log?.warn({ err: error }, 'the registry of API keys cannot be followed');
      },
    });
    apiKeys = keys;
    const app: FastifyInstance = await createFront({
      contract,
      tokens,
      apiKeys: (key, request) => keys.authenticate(key, request.ip),
      isLive: (principal) => guard(() => isLive(principal)),
      mayKnow: (asker, principal) => guard(() => sharesEnvironment(asker, principal)),
      effectiveScopes: (principal) => guard(async () => (await standings.of(principal)).scopes),
      handlers: guardAll<Handlers>({
        ...territoryHandlers(db, standings),
        ...userHandlers(db, standings),
        ...credentialHandlers({
          db,
          contract,
          standings,
          peppers,
          policy: config.credentialPolicy,
          served: config.environment,
        }),
        ...usageHandlers(db, standings),
        ...operationHandlers(db, versionOf(contract)),
      }),
      https: await tlsOptions(config),
      trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
      attempts: limitFailures ? limitAttempts() : undefined,
      onEvent,
      limits: limits.calls,
      observe: (call) => {
        for (const observe of observers) observe(call);
      },
      logger: config.logLevel === 'silent' ? false : { level: config.logLevel },
    });

    log = app.log;
    const readiness = new Readiness();
    readiness.add('database', async () => (await stateOfStore(db)) !== 'down');
    readiness.add('migrations', () => isUpToDate(db, migrations));
    readiness.add('changes', () => changes.isCertain);
    if (registry.url !== undefined) readiness.add('api-keys', () => keys.hasStarted);
    answerProbes(app, readiness);
    telemetry.watch(app);
    if (telemetry.metrics) addGauges(telemetry.metrics, { store, changes, usage, journal });
    const drain = prepareDrain(app, readiness);
    await changes.start();
    const retention = await startRetention(db, (error) => log?.warn({ err: error }, 'old usage cannot be rolled up'));
    await limits.start();
    // What a request changed counts on this replica before its answer is out.
    app.addHook('onSend', async ({ method }, { statusCode }) => {
      if (method !== 'GET' && method !== 'HEAD' && statusCode < 400) await changes.sync();
    });

    /** The sandbox knows nothing of tokens for the real data, and a resource server of the real data takes none of it. */
    async function sharesEnvironment({ principal: asker, clientId }: Asker, principal: Principal): Promise<boolean> {
      const own = asker ? await standings.of(asker) : await findCredential(db, clientId ?? '');
      const environment = own?.environment ?? environmentOfPeople(config.environment);
      return environment === (await standings.of(principal)).environment;
    }

    async function isLive(principal: Principal): Promise<boolean> {
      const { live: standing, owner, credential } = await standings.of(principal);
      const validFrom = principal.kind === 'user' ? owner?.tokensValidFrom : credential?.tokens_valid_from;
      return standing && !isBefore(principal, validFrom ?? null);
    }

    return {
      app,
      contract,
      db,
      tokens,
      peppers,
      apiKeys: keys,
      journal,
      dump: store.dump,
      changes,
      readiness,
      metrics: telemetry.metrics,
      async close() {
        await drain({ delay: config.shutdownDelay, timeout: config.shutdownTimeout });
        await keys.close();
        await changes.close();
        await usage.close();
        await journal?.close();
        await renewal.close();
        await retention.close();
        await limits.close();
        await store.close();
        await telemetry.close();
      },
    };
  } catch (error) {
    await apiKeys?.close();
    await journal?.close();
    await changes.close();
    await store.close();
    await telemetry.close();
    throw error;
  }
}

/** Whether a token was issued before an instant. Tokens tell the second only: one of the same second counts as later. */
function isBefore({ claims }: Principal, instant: Date | null): boolean {
  return instant !== null && Number(claims['iat']) < Math.floor(instant.getTime() / 1000);
}

function versionOf({ document }: Contract): string {
  const { version } = (document['info'] ?? {}) as { version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}
