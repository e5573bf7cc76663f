import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { openApp, type Credential, type TestApp } from './app.ts';
import { createPostgres } from './databases.ts';
import { proxyTo } from './proxy.ts';

/** Somebody with a role, a credential and a token. */
export interface Partner {
  id: string;
  own: string;
  credential: Credential;
  token: string;
}

/** Two replicas on one PostgreSQL, of which the second is behind a proxy. */
export async function openReplicas() {
  const database = await createPostgres();
  if (database.location.kind !== 'postgres') throw new TypeError('This needs PostgreSQL.');
  const proxy = await proxyTo(database.location.url);
  const here = await openApp(database, { seed: false });
  const there = await openApp({ ...database, location: { kind: 'postgres', url: proxy.url } }, { seed: false });
  return {
    proxy,
    here,
    there,
    async close() {
      await there.close();
      await here.close();
      await proxy.close();
      await database.drop();
    },
  };
}

export type Replicas = Awaited<ReturnType<typeof openReplicas>>;

const scopes = ['utilisateur.read', 'indicateurs.valeurs.read', 'credentials.read', 'credentials.write'];

export async function partner({ here }: Pick<Replicas, 'here'>): Promise<Partner> {
  const id = randomUUID();
  const person = {
    id,
    login: id,
    prenom: 'Ada',
    nom: 'Essai',
    email: `${id}@example.org`,
    status: 'active',
  } as const;
  await here.db.insertInto('utilisateur').values(person).execute();
  await here.db
    .insertInto('utilisateur_role')
    .values({ utilisateur_id: id, role: 'support', collectivite_id: null })
    .execute();
  const { accessToken: own } = await here.tokens.issueToken({ subject: id, clientId: 'test', scopes });
  const credential = await here.credential(own, { permission_set: 'custom', scopes: scopes.slice(0, 2) });
  return { id, own, credential, token: await here.tokenOf(credential) };
}

export const whoAmI = async (app: TestApp, { token }: Partner) =>
  (await app.call('utilisateur.get', '/api/v1/utilisateur', { token })).status;
/** Needs a scope that only the role gives. Without its parameters it is 400 to whoever has access. */
export const values = async (app: TestApp, { token }: Partner) =>
  (await app.call('indicateurs.valeurs.list', '/api/v1/indicateurs/valeurs', { token })).status;

export const revokeCredential = async (app: TestApp, { own, credential }: Partner) => {
  const path = `/api/v1/credentials/${credential.client_id}/revoke`;
  const { status } = await app.call('credentials.revoke', path, { token: own, body: { reason: 'Essai' } });
  expect(status).toBe(200);
};
const revokeToken = async (app: TestApp, { credential, token }: Partner) => {
  const secret = Buffer.from(`${credential.client_id}:${credential.client_secret}`).toString('base64');
  const { statusCode, body } = await app.app.inject({
    method: 'POST',
    url: '/oauth/revoke',
    headers: { authorization: `Basic ${secret}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ token }).toString(),
  });
  expect({ statusCode, body }).toMatchObject({ statusCode: 200 });
};

export const changes = [
  { name: 'a revoked credential', change: revokeCredential, look: whoAmI, before: 200, after: 401 },
  { name: 'a revoked token (RFC 7009)', change: revokeToken, look: whoAmI, before: 200, after: 401 },
  {
    name: 'a lost role, written by somebody at the database',
    change: async (app: TestApp, { id }: Partner) =>
      void (await app.db.deleteFrom('utilisateur_role').where('utilisateur_id', '=', id).execute()),
    look: values,
    before: 400,
    after: 403,
  },
  {
    name: 'a suspended person, written by somebody at the database',
    change: async (app: TestApp, { id }: Partner) =>
      void (await app.db.updateTable('utilisateur').set({ status: 'suspended' }).where('id', '=', id).execute()),
    look: whoAmI,
    before: 200,
    after: 401,
  },
] as const;

/**
 * How long after a change on one replica the other still let somebody in, in ms: by when that was asked for, whatever the machine
 * had else to do. Where nobody has told it of the change it refuses with 503, as it is not certain any more.
 */
export async function letInFor(replicas: Replicas, { change, look, before, after }: Kind): Promise<number> {
  const { here, there } = replicas;
  const somebody = await partner(replicas);
  // Twice: the second one is answered out of what the replica remembers.
  await expect.poll(() => look(there, somebody)).toBe(before);
  await expect.poll(() => look(there, somebody)).toBe(before);
  await change(here, somebody);
  const changedAt = performance.now();
  let last = 0;
  for (;;) {
    const askedAt = performance.now();
    const status = await look(there, somebody);
    if (status === after) return last;
    if (status !== 503) last = askedAt - changedAt;
    expect({ let: status === 503 ? before : status, late: askedAt - changedAt > 60_000 }).toEqual({
      let: before,
      late: false,
    });
    await delay(5);
  }
}

export type Kind = (typeof changes)[number];

/** So many changes of a kind, in groups of ten: a hundred waits for a beat would take a minute. @returns in order */
export async function letInTimes(replicas: Replicas, kind: Kind, groups: number): Promise<number[]> {
  const times: number[] = [];
  for (let group = 0; group < groups; group += 1)
    times.push(...(await Promise.all(Array.from({ length: 10 }, () => letInFor(replicas, kind)))));
  return times.toSorted((a, b) => a - b);
}
