import { identity } from '../../../guichet.config.ts';
import type { App } from './app.ts';
import { demoUsers } from './seed/users.ts';
import { findAccountByLogin, type Account } from './users/accounts.ts';
import type { Store } from './store/schema.ts';
import { permittedScopes, tokenRole } from './users/roles.ts';
import { OperatorError } from './operator-error.ts';

export interface PersonToken {
  accessToken: string;
  /** Lifetime in seconds. */
  expiresIn: number;
  user: { id: string; login: string; nom: string };
}

/** There is no such person, or not any more. */
export class UnknownUserError extends OperatorError {
  override name = 'UnknownUserError';
}

/**
 * A token of a person, as a sign-in on the platform would give: with all that the person's roles permit. It is issued to
 * whoever can start the server or reach its control socket, never over the network.
 *
 * @param ttl - lifetime in seconds, at most 43,200. Default 3,600
 * @throws UnknownUserError when nobody active has this login
 */
export async function issuePersonToken(
  { db, tokens }: Pick<App, 'db' | 'tokens'>,
  login: string,
  ttl = 3_600,
): Promise<PersonToken> {
  const person = await activePerson(db, login);
  const { accessToken, expiresIn } = await tokens.issueToken({
    subject: person.id,
    clientId: `${identity.slug}-cli`,
    scopes: [...permittedScopes(person.roles)],
    role: tokenRole(person.roles),
    ttl,
  });
  return { accessToken, expiresIn, user: { id: person.id, login, nom: `${person.prenom} ${person.nom}` } };
}

/**
 * @throws UnknownUserError when nobody active has this login
 */
export async function activePerson(db: Store, login: string): Promise<Account> {
  const person = await findAccountByLogin(db, login);
  if (person?.status !== 'active') {
    const known = await db
      .selectFrom('utilisateur')
      .select('login')
      .where('status', '=', 'active')
      .orderBy('login')
      .limit(20)
      .execute();
    const names = known.map((user) => user.login).join(', ');
    throw new UnknownUserError(
      `There is no active user ${login}. ${names === '' ? 'The database has no users: start with the demonstration data.' : `Known: ${names}.`}`,
    );
  }
  return person;
}

/**
 * What a first call needs: the demonstration's user, and a token of hers with which a credential can be created over
 * HTTP, as a person would.
 *
 * @example
 * const { accessToken } = await provisionDemo(server);
 * await fetch(`${server.url}/api/v1/credentials`, { method: 'POST', headers: { authorization: `Bearer ${accessToken}` }, ... });
 */
export function provisionDemo(server: Pick<App, 'db' | 'tokens'>): Promise<PersonToken> {
  return issuePersonToken(server, demoUsers[0]?.login ?? '');
}
