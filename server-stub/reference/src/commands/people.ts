import { platform, recordChange } from '../audit/changes.ts';
import { nextSecond } from '../issue-times.ts';
import { randomBase62 } from '../secrets/base62.ts';
import { findAccountByLogin, type Account } from '../users/accounts.ts';
import { passwordLength, Passwords } from '../users/passwords.ts';
import { signOut } from '../users/sign-out.ts';
import { askSecret } from './ask-secret.ts';
import { optionsOf, UsageError, type Command } from './command.ts';
import { withStore } from './with-store.ts';
import type { Store } from '../store/schema.ts';

export const listPeople: Command = {
  async run(args) {
    optionsOf(args, {});
    await withStore(async (db) => {
      const people = await db
        .selectFrom('utilisateur')
        .leftJoin('utilisateur_password', 'utilisateur_password.utilisateur_id', 'utilisateur.id')
        .select(['login', 'prenom', 'nom', 'status', 'changed_at'])
        .orderBy('login')
        .execute();
      for (const { login, prenom, nom, status, changed_at: changedAt } of people) {
        const password = changedAt === null ? 'no password' : `password of ${changedAt.toISOString().slice(0, 10)}`;
        console.log([login, `${prenom} ${nom}`, status, password].join('\t'));
      }
    });
  },
};

export const setPassword: Command = {
  async run(args) {
    const { user, generate = false } = optionsOf(args, { user: { type: 'string' }, generate: { type: 'boolean' } });
    if (user === undefined) throw new UsageError('Whose password? Add --user LOGIN.');
    await withStore(async (db, peppers) => {
      const account = await accountOf(db, user);
      const password = generate ? generatePassword() : await askTwice();
      await new Passwords(db, peppers).set(account.id, password);
      if (generate) console.log(password);
      console.error(`${user} signs in with ${generate ? 'this' : 'the new'} password from now on.`);
    });
  },
};

export const signOutPerson: Command = {
  async run(args) {
    const { user } = optionsOf(args, { user: { type: 'string' } });
    if (user === undefined) throw new UsageError('Who should be signed out? Add --user LOGIN.');
    await withStore(async (db, peppers) => {
      const { id } = await accountOf(db, user);
      await db.transaction().execute(async (transaction) => {
        await signOut(transaction, peppers, id);
        await recordChange(transaction, { subjectId: id }, 'person.signed_out', platform);
      });
      await nextSecond();
      console.error(`${user} is signed out everywhere. The credentials of ${user} still work.`);
    });
  },
};

export const suspendPerson: Command = {
  run: (args) => changeStatus(args, 'suspended', 'person.suspended'),
};

export const resumePerson: Command = {
  run: (args) => changeStatus(args, 'active', 'person.resumed'),
};

async function changeStatus(
  args: string[],
  status: 'active' | 'suspended',
  event: 'person.suspended' | 'person.resumed',
): Promise<void> {
  const { user } = optionsOf(args, { user: { type: 'string' } });
  if (user === undefined) throw new UsageError('Which person? Add --user LOGIN.');
  await withStore(async (db) => {
    const { id } = await accountOf(db, user);
    await db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('utilisateur')
        .set({ status })
        .where('id', '=', id)
        .where('status', '=', status === 'active' ? 'suspended' : 'active')
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new UsageError(`${user} is ${status} already, or deleted. Nothing was changed.`);
      await recordChange(transaction, { subjectId: id }, event, platform);
    });
    console.error(`${user} is ${status}: ${status === 'active' ? 'may sign in again' : 'all tokens are refused'}.`);
  });
}

async function accountOf(db: Store, login: string): Promise<Account> {
  const account = await findAccountByLogin(db, login);
  if (account === undefined) throw new UsageError(`Nobody has the login ${login}. "people list" shows all.`);
  return account;
}

/** 119 random bits, in groups that can be read out. */
const generatePassword = () => Array.from({ length: 4 }, () => randomBase62(5)).join('-');

async function askTwice(): Promise<string> {
  const password = await askSecret('New password:');
  const { length } = [...password];
  if (length < passwordLength.least || length > passwordLength.most) {
    throw new UsageError(`A password has ${passwordLength.least} to ${passwordLength.most} characters.`);
  }
  if (password !== (await askSecret('Once more:')))
    throw new UsageError('The two passwords differ. Nothing was changed.');
  return password;
}
