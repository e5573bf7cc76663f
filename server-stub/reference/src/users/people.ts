import type { People, Person } from '@guichet/front';
import { guard } from '../guard.ts';
import type { Store } from '../store/schema.ts';
import { findAccount, findAccountByLogin, type Account } from './accounts.ts';
import type { Passwords } from './passwords.ts';
import { permittedScopes, tokenRole } from './roles.ts';

/** The people of the platform, as they sign in. */
export function storedPeople(db: Store, passwords: Passwords): People {
  return {
    signIn: (login, password) =>
      guard(async () => {
        // The database has no NUL: such a login is nobody's, and no mistake of the form either.
        const account = login.includes('\0') ? undefined : await findAccountByLogin(db, login);
        const matches = await passwords.verify(account?.id, password);
        return account !== undefined && matches ? personOf(account) : undefined;
      }),
    find: (subject) =>
      guard(async () => {
        const account = await findAccount(db, subject);
        return account && personOf(account);
      }),
  };
}

function personOf({ id, prenom, nom, status, roles }: Account): Person | undefined {
  if (status !== 'active') return undefined;
  return { subject: id, name: `${prenom} ${nom}`, scopes: [...permittedScopes(roles)], role: tokenRole(roles) };
}
