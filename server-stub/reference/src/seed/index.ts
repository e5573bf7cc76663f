import { sql } from 'kysely';
import { createBuiltInApplication } from '../applications/repository.ts';
import { serves, type ServedEnvironment } from '../credentials/environment.ts';
import { insertBulk } from '../store/bulk.ts';
import { unhurried } from '../store/patience.ts';
import type { CollectiviteTable, Store } from '../store/schema.ts';
import { catalogue } from './catalogue.ts';
import { frenchCollectivites } from './collectivites.ts';
import { inventLabellisations } from './labellisations.ts';
import { metadonnees, sources } from './sources.ts';
import { authorOf, demoCollectivites, demoUsers } from './users.ts';
import { inventValues } from './values.ts';

const name = 'demonstration';
const version = 1;
/** EPCI of at least this many inhabitants have values, and communes of at least twice as many have labellisations. */
const populous = 100_000;

/**
 * Fills an empty database with the territories of France and a demonstration's worth of values, once. Two processes
 * that start together do not both do it.
 *
 * @param served - rows of the other environment are left out
 * @returns whether it did something
 */
export function seed(db: Store, served: ServedEnvironment = 'both'): Promise<boolean> {
  return unhurried(db, (connection) => fill(connection, served));
}

function fill(db: Store, served: ServedEnvironment): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`seed ${name}`}))`.execute(transaction);
    const done = await transaction
      .selectFrom('seed_state')
      .select('version')
      .where('name', '=', name)
      .executeTakeFirst();
    if (done !== undefined) return false;
    await insertTerritories(transaction, served);
    await insertUsers(transaction);
    await createBuiltInApplication(transaction);
    await transaction.insertInto('seed_state').values({ name, version }).execute();
    return true;
  });
}

async function insertTerritories(db: Store, served: ServedEnvironment): Promise<void> {
  const collectivites = await frenchCollectivites();
  await insertBulk(
    db,
    'collectivite',
    {
      id: 'integer',
      nom: 'text',
      nom_recherche: 'text',
      siren: 'text',
      commune_code: 'text',
      nature_insee: 'text',
      type: 'text',
      active_cot: 'boolean',
      population: 'integer',
    },
    collectivites,
  );
  await insertBulk(
    db,
    'labellisation',
    {
      id: 'integer',
      collectivite_id: 'integer',
      referentiel: 'text',
      obtenue_le: 'date',
      annee: 'integer',
      etoiles: 'smallint',
      score_realise: 'float8',
      score_programme: 'float8',
      en_vigueur: 'boolean',
    },
    inventLabellisations(collectivites.filter((one) => one.type === 'epci' || isLargeCommune(one))),
  );
  await insertBulk(
    db,
    'indicateur_definition',
    {
      id: 'integer',
      identifiant_referentiel: 'text',
      titre: 'text',
      unite: 'text',
      description: 'text',
      precision: 'smallint',
      borne_min: 'float8',
      borne_max: 'float8',
    },
    catalogue.map(({ identifiant, borneMin, borneMax, ...entry }) => ({
      ...entry,
      identifiant_referentiel: identifiant,
      borne_min: borneMin,
      borne_max: borneMax,
    })),
  );
  await db
    .insertInto('indicateur_source')
    .values([...sources])
    .execute();
  await db
    .insertInto('indicateur_metadonnee')
    .values([...metadonnees])
    .execute();
  await insertValues(db, collectivites, served);
}

async function insertValues(
  db: Store,
  collectivites: readonly CollectiviteTable[],
  served: ServedEnvironment,
): Promise<void> {
  const withValues = collectivites.filter(
    ({ id, type, population }) => demoCollectivites.includes(id) || (type === 'epci' && (population ?? 0) >= populous),
  );
  const live = serves(served, 'live') ? inventValues(withValues, 'live', authorOf, 1) : [];
  const sandbox = inventValues(
    withValues.filter(({ id }) => demoCollectivites.includes(id)),
    'test',
    authorOf,
    live.length + 1,
  );
  await insertBulk(
    db,
    'indicateur_valeur',
    {
      id: 'integer',
      environment: 'text',
      collectivite_id: 'integer',
      indicateur_id: 'integer',
      date_valeur: 'date',
      source_id: 'text',
      metadonnee_id: 'integer',
      resultat: 'float8',
      resultat_commentaire: 'text',
      objectif: 'float8',
      objectif_commentaire: 'text',
      estimation: 'float8',
      calcul_auto: 'boolean',
      created_at: 'timestamptz',
      created_by: 'uuid',
      created_by_client_id: 'text',
      modified_at: 'timestamptz',
      modified_by: 'uuid',
      modified_by_client_id: 'text',
      supprime_le: 'timestamptz',
    },
    [...live, ...sandbox],
  );
  // The rows brought their own identifiers: the next one follows them.
  await sql`
    select setval(pg_get_serial_sequence('indicateur_valeur', 'id'), (select max(id) from indicateur_valeur))
  `.execute(db);
}

async function insertUsers(db: Store): Promise<void> {
  await db
    .insertInto('utilisateur')
    .values(demoUsers.map(({ id, login, prenom, nom, email }) => ({ id, login, prenom, nom, email, status: 'active' })))
    .execute();
  await db
    .insertInto('utilisateur_role')
    .values(
      demoUsers.flatMap(({ id, roles }) =>
        roles.map(({ role, collectiviteId }) => ({ utilisateur_id: id, role, collectivite_id: collectiviteId })),
      ),
    )
    .execute();
}

const isLargeCommune = ({ type, population }: CollectiviteTable) =>
  type === 'commune' && (population ?? 0) >= 2 * populous;
