import { sql } from 'kysely';
import { identity } from '../../../../guichet.config.ts';
import { authorized, tokenRequest } from '../../bench/lib/credentials.ts';
import { connect } from '../../bench/lib/load.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { openApp, testConfig, type Credential } from './app.ts';
import type { TestDatabase } from './databases.ts';
import { startProcess } from './process.ts';

const lanes = 16;

/** Paths, with the operation and the status that they are to be counted under. */
const asked = [
  ['/api/v1/collectivites/3812', 'collectivites.get 200'],
  ['/api/v1/collectivites/999999', 'collectivites.get 404'],
  ['/api/v1/permission-sets', 'permissionSets.list 403'],
] as const;

/** What was made of each kind of request, by `<client_id> <operation> <status>`. */
export type Tally = Map<string, number>;

interface Driven {
  /** All that were sent, answered or not. */
  made: Tally;
  /** When each was answered. */
  answers: { key: string; at: number }[];
}

/** Makes requests as several credentials until it was told to stop, or the server is gone. */
function startLoad(url: string, credentials: readonly Credential[]) {
  const driven: Driven = { made: new Map(), answers: [] };
  const over = new AbortController();
  const send = async (
    connection: ReturnType<typeof connect>,
    key: string,
    request: Parameters<typeof connection.ask>[0],
  ) => {
    driven.made.set(key, (driven.made.get(key) ?? 0) + 1);
    const { status, text } = await connection.ask(request);
    driven.answers.push({ key, at: performance.now() });
    if (!key.endsWith(` ${status}`)) throw new TypeError(`${key}: answered ${status} ${text}`);
    return text;
  };
  const work = Array.from({ length: lanes }, async (_, lane) => {
    const connection = connect(url);
    const credential = credentials[lane % credentials.length]!;
    try {
      const text = await send(connection, `${credential.client_id} oauth.token 200`, tokenRequest(credential));
      const token = (JSON.parse(text) as { access_token: string }).access_token;
      for (let n = lane; !over.signal.aborted; n += 1) {
        const [path, key] = asked[n % asked.length]!;
        await send(connection, `${credential.client_id} ${key}`, authorized(token, 'GET', path));
      }
    } catch (error) {
      // Only the server's end is expected.
      if (error instanceof TypeError || !over.signal.aborted) throw error;
    } finally {
      await connection.close().catch(() => {});
    }
  });
  return {
    driven,
    /** Waits for so many answers, and at least so long. */
    async until(answers: number, ms: number) {
      const start = performance.now();
      const failed = Promise.all(work);
      while (driven.answers.length < answers || performance.now() - start < ms) {
        await Promise.race([new Promise((resolve) => setTimeout(resolve, 20)), failed]);
      }
    },
    async stop() {
      over.abort();
      await Promise.all(work);
    },
    /** From here on the end of the server is expected. */
    expectEnd: () => over.abort(),
  };
}

export interface Outcome {
  /** Requests of the first server, that was killed: all that were made, and those answered more than a second before. */
  made: Tally;
  certain: Tally;
  /** What the ledger has of it. */
  counted: Tally;
  /** Requests of the second, that was stopped as one stops a server, and what the ledger has of it. */
  second: Tally;
  secondCounted: Tally;
}

/**
 * Two servers, one after the other, under load from several credentials. The first is killed (SIGKILL) in the middle of it,
 * the second gets SIGTERM after its last answer.
 *
 * @param requests - how many are made in all, about
 */
export async function killUnderLoad(database: TestDatabase, requests: number): Promise<Outcome> {
  const app = await openApp(database);
  const [lea, location] = [await app.person('lea'), (await database.seeded?.()) ?? database.location];
  const credentials: Credential[] = [];
  for (let n = 0; n < 4; n += 1) {
    credentials.push(await app.credential(lea, { permission_set: 'custom', scopes: ['collectivites.read'] }));
  }
  await app.close();
  if (location.kind !== 'postgres') throw new TypeError('This needs PostgreSQL.');
  const key = Buffer.from(testConfig.peppers![0]!.key).toString('base64');
  const { envPrefix } = identity;
  const env = {
    DATABASE_URL: location.url,
    [`${envPrefix}PEPPER`]: `1:${key}`,
    // The load is one credential's.
    [`${envPrefix}RATE_LIMIT`]: 'off',
    [`${envPrefix}TOKEN_RATE_LIMIT`]: 'off',
  };
  const store = await openStore(location);
  try {
    const first = await startProcess(env);
    const load = startLoad(first.url, credentials);
    await load.until(requests / 2, 2_500);
    load.expectEnd();
    const killedAt = performance.now();
    first.child.kill('SIGKILL');
    await first.ended;
    await load.stop();
    await untilAlone(store.db);
    const counted = await tallyOf(store.db);

    const second = await startProcess(env);
    const rest = startLoad(second.url, credentials);
    await rest.until(requests / 2, 0);
    await rest.stop();
    second.child.kill('SIGTERM');
    await second.ended;
    const after = await tallyOf(store.db);
    return {
      made: load.driven.made,
      certain: tally(load.driven.answers.filter(({ at }) => at < killedAt - 1_000).map((answer) => answer.key)),
      counted,
      second: rest.driven.made,
      secondCounted: new Map([...after].map(([name, count]) => [name, count - (counted.get(name) ?? 0)])),
    };
  } finally {
    await store.close();
  }
}

/** What the ledger lacks, and what it has too much, kind by kind. */
export function faultsOf({ made, certain, counted, second, secondCounted }: Outcome) {
  return {
    missing: [...certain].filter(([key, count]) => (counted.get(key) ?? 0) < count),
    invented: [...counted].filter(([key, count]) => count > (made.get(key) ?? 0)),
    afterOrderlyEnd: [...second].filter(([key, count]) => secondCounted.get(key) !== count),
  };
}

export const noFaults = { missing: [], invented: [], afterOrderlyEnd: [] };

export const describeOutcome = ({ made, certain, counted, second, secondCounted }: Outcome) =>
  `Killed after ${total(made)} requests: ${total(certain)} answered a second before, ${total(counted)} counted. ` +
  `Then ${total(second)} to an orderly end: ${total(secondCounted)} counted.`;

export const total = (of: Tally) => [...of.values()].reduce((sum, count) => sum + count, 0);

function tally(keys: readonly string[]): Tally {
  const counts: Tally = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

async function tallyOf(db: Store): Promise<Tally> {
  const { rows } = await sql<{ key: string; requests: number }>`
    select client_id || ' ' || operation_id || ' ' || status as key, sum(requests)::bigint as requests
    from usage_count group by 1
  `.execute(db);
  return new Map(rows.map(({ key, requests }) => [key, requests]));
}

/** What a killed process had sent, the database may still be at. */
async function untilAlone(db: Store): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state is distinct from null
        and backend_type = 'client backend' and query not like 'autovacuum%'
    `.execute(db);
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
