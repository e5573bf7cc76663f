import type { Store } from '../store/schema.ts';
import type { CollectiviteRole, HeldRole } from './roles.ts';

export interface Account {
  id: string;
  login: string;
  prenom: string;
  nom: string;
  email: string;
  status: 'active' | 'suspended' | 'deleted';
  /** Access tokens that the person got before, by signing in, are refused. */
  tokensValidFrom: Date | null;
  roles: HeldRole[];
}

/** A person by identifier (the `sub` of tokens), with the roles held now. */
export function findAccount(db: Store, id: string): Promise<Account | undefined> {
  // The column is a uuid: anything else would be an error of the database, not an unknown person.
  return uuid.test(id) ? find(db, 'id', id) : Promise.resolve(undefined);
}

/** A person by login, with the roles held now. */
export function findAccountByLogin(db: Store, login: string): Promise<Account | undefined> {
  return find(db, 'login', login);
}

async function find(db: Store, column: 'id' | 'login', value: string): Promise<Account | undefined> {
  const rows = await db
    .selectFrom('utilisateur')
    .leftJoin('utilisateur_role', 'utilisateur_role.utilisateur_id', 'utilisateur.id')
    .select(['id', 'login', 'prenom', 'nom', 'email', 'status', 'tokens_valid_from', 'role', 'collectivite_id'])
    .where(column, '=', value)
    .orderBy('collectivite_id')
    .orderBy('role')
    .execute();
  const [first] = rows;
  if (first === undefined) return undefined;
  const { id, login, prenom, nom, email, status, tokens_valid_from: tokensValidFrom } = first;
  const roles = rows.flatMap(({ role, collectivite_id }) =>
    role === null ? [] : [{ role, collectiviteId: collectivite_id }],
  );
  return { id, login, prenom, nom, email, status, tokensValidFrom, roles };
}

/** The collectivites a person works for, by name, with the role held there. */
export async function collectivitesOf(db: Store, id: string) {
  const rows = await db
    .selectFrom('utilisateur_role')
    .innerJoin('collectivite', 'collectivite.id', 'utilisateur_role.collectivite_id')
    .select(['collectivite.id as collectiviteId', 'collectivite.nom', 'utilisateur_role.role'])
    .where('utilisateur_role.utilisateur_id', '=', id)
    .orderBy('collectivite.nom')
    .orderBy('collectivite.id')
    .execute();
  return rows.map(({ role, ...collectivite }) => ({ ...collectivite, role: role as CollectiviteRole }));
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;
