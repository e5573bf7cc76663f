import { ProblemError } from '@guichet/front';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Peppers } from '../../src/credentials/pepper.ts';
import { migrate, openStore, type Store } from '../../src/store/index.ts';
import { findAccount } from '../../src/users/accounts.ts';
import { decoyDigest, hashPassword, recommendedCost, verifyPassword } from '../../src/users/password-hash.ts';
import { storedFlowRecords } from '../../src/flows/flow-records.ts';
import { Passwords } from '../../src/users/passwords.ts';
import { storedPeople } from '../../src/users/people.ts';
import { Slots } from '../../src/users/slots.ts';
import { testConfig } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

/** Every cost that a digest was computed at. */
const costs = vi.hoisted(() => ({ seen: [] as number[] }));
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const scrypt = (...parameters: Parameters<typeof crypto.scrypt>) => {
    costs.seen.push((parameters[3] as { N: number }).N);
    return crypto.scrypt(...parameters);
  };
  return { ...crypto, scrypt };
});

const cheap = { ln: 10, r: 8, p: 1 };
const password = 'cheval exact pile agrafe';

describe('digests of passwords', () => {
  it('are what OWASP asks for: scrypt with N=2^17, r=8, p=1, a salt of their own, and the cost beside them', async () => {
    expect(recommendedCost).toEqual({ ln: 17, r: 8, p: 1 });
    const digest = await hashPassword(password);
    expect(digest).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/u);
    expect(costs.seen.at(-1)).toBe(131_072);
    expect(await verifyPassword(password, digest)).toBe(true);
    expect(await hashPassword(password, cheap)).not.toBe(await hashPassword(password, cheap));
  }, 60_000);

  it('verify at the cost they were made with, and refuse all else', async () => {
    const digest = await hashPassword(password, cheap);
    expect(await verifyPassword(password, digest)).toBe(true);
    expect(await verifyPassword(`${password}.`, digest)).toBe(false);
    expect(await verifyPassword('', digest)).toBe(false);
    expect(await verifyPassword(password, decoyDigest(cheap))).toBe(false);
    for (const garbage of ['', password, digest.slice(0, -1), digest.replace('ln=10', 'ln=999')])
      expect(await verifyPassword(password, garbage)).toBe(false);
  });

  it('are the same for é however a keyboard writes it', async () => {
    expect(await verifyPassword('e\u0301te\u0301 2026 a Nantes', await hashPassword('été 2026 a Nantes', cheap))).toBe(
      true,
    );
  });
});

describe('slots', () => {
  it('let so many run, so many wait, and refuse the rest with 503 and a time to wait', async () => {
    const slots = new Slots({ running: 2, waiting: 3, what: 'Work' });
    let [now, most] = [0, 0];
    const ends: (() => void)[] = [];
    const work = async () => {
      most = Math.max(most, (now += 1));
      await new Promise<void>((end) => ends.push(end));
      now -= 1;
    };
    const under = Array.from({ length: 5 }, () => slots.run(work));
    const refused = await slots.run(work).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    for (let done = 0; done < 5; done += 1) {
      await vi.waitFor(() => expect(ends.length).toBeGreaterThan(done), { timeout: 20_000 });
      ends[done]?.();
    }
    await Promise.all(under);
    expect({ now, most }).toEqual({ now: 0, most: 2 });
    // A failure gives its slot back as well.
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await slots.run(async () => 7)).toBe(7);
  });
});

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`people on ${name}`, () => {
    let database: TestDatabase;
    let db: Store;
    let close: () => Promise<void>;
    const peppers = new Peppers(testConfig.peppers ?? []);
    const lea = '17440546-f389-4d4f-bfdb-b0c94a1bd0f9';
    const sam = '9d1e7a40-0c1f-4a0e-8f57-2f6a4be1c3d8';
    let passwords: Passwords;

    beforeAll(async () => {
      database = await create();
      ({ db, close } = await openStore(database.location));
      await migrate(db);
      const person = { prenom: 'P', nom: 'N', email: 'p@example.org', status: 'active' as const };
      await db
        .insertInto('utilisateur')
        .values([
          { id: lea, login: 'lea', ...person },
          { id: sam, login: 'sam', ...person },
        ])
        .execute();
      passwords = new Passwords(db, peppers, cheap);
      await passwords.set(lea, password);
    });
    afterAll(async () => {
      await close?.();
      await database?.drop();
    });

    it('sign in with their password, which the next one replaces', async () => {
      const people = storedPeople(db, passwords);
      expect(await people.signIn('lea', password)).toMatchObject({ subject: lea, name: 'P N', role: 'utilisateur' });
      expect(await people.signIn('lea', `${password} `)).toBeUndefined();
      await passwords.set(lea, 'une autre phrase de passe');
      expect(await people.signIn('lea', password)).toBeUndefined();
      expect(await people.signIn('lea', 'une autre phrase de passe')).toBeDefined();
      await passwords.set(lea, password);
    });

    it('are signed out everywhere by a new password, under whichever pepper they signed in; others are not', async () => {
      const records = storedFlowRecords(db, peppers);
      const kinds = ['Session', 'Grant', 'RefreshToken', 'AuthorizationCode'];
      for (const kind of kinds) {
        await records.upsert(kind, 'lea', { accountId: lea }, 600);
        await records.upsert(kind, 'sam', { accountId: sam }, 600);
      }
      await records.upsert('Interaction', 'typed', { result: { login: { accountId: lea } } }, 600);
      await records.upsert('Interaction', 'again', { session: { accountId: lea } }, 600);
      const rotated = new Peppers([...(testConfig.peppers ?? []), { version: 2, key: Buffer.alloc(32, 8) }]);
      const before = Date.now();
      await new Passwords(db, rotated, cheap).set(lea, password);
      await passwords.set(lea, password);
      for (const kind of kinds) {
        expect(await records.find(kind, 'lea')).toBeUndefined();
        expect(await records.find(kind, 'sam')).toBeDefined();
      }
      expect(await records.find('Interaction', 'typed')).toBeUndefined();
      expect(await records.find('Interaction', 'again')).toBeUndefined();
      expect((await findAccount(db, lea))?.tokensValidFrom?.getTime()).toBeGreaterThanOrEqual(before);
      expect((await findAccount(db, sam))?.tokensValidFrom).toBeNull();
    });

    it('A1 unknown login, no password, wrong password and suspended person: the same answer after the same work', async () => {
      const people = storedPeople(db, passwords);
      const work = async (login: string, typed: string) => {
        costs.seen.length = 0;
        const person = await people.signIn(login, typed);
        return { person, costs: [...costs.seen] };
      };
      const refused = { person: undefined, costs: [1024] };
      expect(await work('nobody', password)).toEqual(refused);
      expect(await work('sam', password)).toEqual(refused);
      expect(await work('lea', 'wrong')).toEqual(refused);
      expect(await work('lea\u0000', password)).toEqual(refused);
      await db.updateTable('utilisateur').set({ status: 'suspended' }).where('id', '=', lea).execute();
      expect(await work('lea', password)).toEqual(refused);
      expect(await people.find(lea)).toBeUndefined();
      await db.updateTable('utilisateur').set({ status: 'active' }).where('id', '=', lea).execute();
      expect(await work('lea', password)).toMatchObject({ person: { subject: lea }, costs: [1024] });
    });

    it('O1 a stolen database has no digest to guess against, and none that fits in another row', async () => {
      const rows = await db.selectFrom('utilisateur_password').selectAll().execute();
      const dump =
        JSON.stringify(rows) + rows.map(({ sealed }) => Buffer.from(sealed, 'base64').toString('latin1')).join();
      expect(rows).toHaveLength(1);
      expect(dump).not.toContain('scrypt');
      await db
        .insertInto('utilisateur_password')
        .values({ ...rows[0]!, utilisateur_id: sam })
        .execute();
      expect(await passwords.verify(sam, password)).toBe(false);
      await db.deleteFrom('utilisateur_password').where('utilisateur_id', '=', sam).execute();
    });

    it('choose passwords of 15 to 200 characters', async () => {
      await expect(passwords.set(sam, 'x'.repeat(14))).rejects.toThrow('15 to 200');
      await expect(passwords.set(sam, 'x'.repeat(201))).rejects.toThrow('15 to 200');
      await passwords.set(sam, '😀'.repeat(200));
      expect(await passwords.verify(sam, '😀'.repeat(200))).toBe(true);
    });
  });
}
