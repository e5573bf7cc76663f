import { describe, expect, it } from 'vitest';
import { openChild } from '../../../../scripts/lib/child.ts';
import { authorized, createCredentials, tokenRequest, type Credential } from '../../bench/lib/credentials.ts';
import { connect } from '../../bench/lib/load.ts';
import { serverOf } from '../../bench/lib/servers.ts';
import { createPostgres, postgresMissing } from '../support/databases.ts';

const requests = 100_000;
const rotations = 50;
const lanes = 16;
const replicas = 2;

/** Counts what was answered, and lets others wait for a count. */
function counter() {
  let count = 0;
  const waiting = new Set<{ until: () => boolean; fulfil: () => void }>();
  return {
    get count() {
      return count;
    },
    add() {
      count += 1;
      for (const each of waiting) {
        if (!each.until()) continue;
        waiting.delete(each);
        each.fulfil();
      }
    },
    /** Fulfils after the first answer by which something has become true. */
    until: (condition: () => boolean) => new Promise<void>((fulfil) => void waiting.add({ until: condition, fulfil })),
  };
}

describe.skipIf(postgresMissing !== undefined)(
  `rotation without end, on PostgreSQL${postgresMissing === undefined ? '' : ` (missing: ${postgresMissing})`}`,
  () => {
    it(`K1 ${requests} token requests over ${rotations} rotations on ${replicas} replicas: none fails, and no secret outlives its end`, async () => {
      const database = await createPostgres();
      if (database.location.kind !== 'postgres') throw new TypeError('PostgreSQL was asked for.');
      const { url } = database.location;
      const open = () =>
        openChild(new URL('../../bench/processes/reference.ts', import.meta.url), [url], {
          execArgv: ['--conditions=@guichet/source'],
        });
      // The first creates the tables and fills them.
      const servers = [serverOf(await open())];
      try {
        while (servers.length < replicas) servers.push(serverOf(await open()));
        const owner = await servers[0]!.personToken('lea');
        const [credential] = await createCredentials(servers[0]!, owner, 1);
        const outcome = await run(
          servers.map((server) => server.url),
          owner,
          credential!,
        );
        console.log(
          `${outcome.answered} token requests, ${outcome.rotated} rotations, ${outcome.failures.length} failed`,
        );
        expect(outcome.failures).toEqual([]);
        expect(outcome.outlived).toEqual([]);
        expect(outcome.rotated).toBe(rotations);
        expect(outcome.answered).toBeGreaterThanOrEqual(requests);
      } finally {
        await Promise.all(servers.map((server) => server.close()));
        await database.drop();
      }
    }, 1_200_000);
  },
);

async function run(origins: readonly string[], owner: string, credential: Credential) {
  const answered = counter();
  const failures: string[] = [];
  /** Secrets that worked when they should not. */
  const outlived: string[] = [];
  let newest = credential;
  let rotatedAt = 0;
  let rotated = 0;
  const over = new AbortController();
  const programs = Array.from({ length: lanes }, (_, index) => ({ index, uses: credential }));

  /** A program of the partner: hears of a new secret some time after the others, and uses the old one until then. */
  async function ask(program: (typeof programs)[number]): Promise<void> {
    const connections = origins.map(connect);
    while (!over.signal.aborted || answered.count < requests) {
      if (answered.count - rotatedAt >= program.index * 60) program.uses = newest;
      const connection = connections[answered.count % connections.length]!;
      const { status, text } = await connection.ask(tokenRequest(program.uses));
      if (status !== 200) failures.push(`${status} ${text.slice(0, 200)}`);
      answered.add();
    }
    await Promise.all(connections.map((connection) => connection.close()));
  }

  /** The owner: rotates on one replica, waits until all programs have moved, and deletes the old secret on another. */
  async function rotate(): Promise<void> {
    const path = `/api/v1/credentials/${credential.client_id}/secrets`;
    const connections = origins.map(connect);
    let secretId = await latestSecret(origins[0]!, owner, path);
    for (let n = 1; n <= rotations; n += 1) {
      await answered.until(() => answered.count >= (n - 1) * (requests / rotations));
      const body = { grace_period_seconds: 3_600 };
      const rotation = { ...authorized(owner, 'POST', path, body), expected: 201 };
      const { text } = await connections[n % connections.length]!.send(rotation);
      const created = JSON.parse(text) as { secret_id: string; client_secret: string };
      const old = newest;
      newest = { client_id: credential.client_id, client_secret: created.client_secret };
      rotatedAt = answered.count;
      await answered.until(
        () => programs.every(({ uses }) => uses === newest) && answered.count - rotatedAt > lanes * 61,
      );
      const removal = { ...authorized(owner, 'DELETE', `${path}/${secretId}`), expected: 204 };
      await connections[(n + 1) % connections.length]!.send(removal);
      for (const connection of connections) {
        const { status } = await connection.ask(tokenRequest(old));
        if (status !== 401) outlived.push(`secret ${n}: ${status}`);
      }
      secretId = created.secret_id;
      rotated += 1;
    }
    await Promise.all(connections.map((connection) => connection.close()));
  }

  const owned = rotate().finally(() => over.abort());
  await Promise.all([...programs.map(ask), owned]);
  return { answered: answered.count, rotated, failures: failures.slice(0, 20), outlived };
}

async function latestSecret(origin: string, owner: string, path: string): Promise<string> {
  const connection = connect(origin);
  const { text } = await connection.send(authorized(owner, 'GET', path));
  await connection.close();
  return (JSON.parse(text) as { data: { secret_id: string }[] }).data[0]!.secret_id;
}
