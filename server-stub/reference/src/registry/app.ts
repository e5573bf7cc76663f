import { createFront, createResourceServer, type Contract } from '@guichet/front';
import type { FastifyInstance } from 'fastify';
import { prepareDrain } from '../running/drain.ts';
import { answerProbes } from '../running/probes.ts';
import { Readiness } from '../running/readiness.ts';
import { isUpToDate, stateOfStore } from '../running/state-of-store.ts';
import { openStore } from '../store/database.ts';
import { runMigrations } from '../store/migrate.ts';
import { registryHandlers } from './clients/handlers.ts';
import { ChangeTail } from './clients/tail.ts';
import { issuerOf, type RegistryConfig } from './config.ts';
import { readRegistryContract } from './contract.ts';
import { migrations } from './store/migrations.ts';
import { schema, type RegistryTables, type Store } from './store/schema.ts';

export interface Registry {
  /** The Fastify instance, not listening yet. */
  app: FastifyInstance;
  contract: Contract;
  db: Store;
  /** Answers what is under way, and closes the database. */
  close(): Promise<void>;
}

/**
 * Builds the registry of API keys: opens its database, brings it up to date, and puts the handlers behind the front. It
 * needs the authorization server neither to start nor to stay up.
 *
 * @throws StoreError when the database cannot be used
 */
export async function createRegistry(config: RegistryConfig): Promise<Registry> {
  const contract = await readRegistryContract();
  const store = await openStore<RegistryTables>(config.database);
  try {
    await runMigrations(store.db, migrations, schema);
    const db = store.db.withSchema(schema);
    const tail = new ChangeTail();
    const app: FastifyInstance = await createFront({
      contract,
      tokens: createResourceServer(issuerOf(config)),
      handlers: registryHandlers({ db, tail, offered: config.scopes && new Set(config.scopes) }),
      home: { docs: config.docsUrl },
      trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
      logger: config.logLevel === 'silent' ? false : { level: config.logLevel },
      // Each server asks three times a second: within a day nothing else would be left of a log of 100 MB.
      routine: new Set(['apiKeys.changes.list']),
    });
    const readiness = new Readiness();
    readiness.add('database', async () => (await stateOfStore(db)) !== 'down');
    readiness.add('migrations', () => isUpToDate(store.db, migrations, schema));
    answerProbes(app, readiness);
    const drain = prepareDrain(app, readiness);
    // Followers wait for longer than anybody waits for a process to end.
    app.addHook('preClose', async () => tail.close());
    return {
      app,
      contract,
      db,
      async close() {
        await drain({ delay: config.shutdownDelay, timeout: config.shutdownTimeout });
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
