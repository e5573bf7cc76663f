import { sql } from 'kysely';
import { unprocessable } from '../problems.ts';
import type { StoreTransaction } from '../store/schema.ts';
import { ownSource } from './sources.ts';
import { checkBatch } from './valeurs-check.ts';
import { lockValeurs } from './valeurs-lock.ts';
import { keyOf, keyOfRow, presentValeur, type ValeurRow, type ValeurUpsert } from './valeur.ts';

export interface Author {
  /** The person, also when a program writes in that person's name. */
  userId: string | null;
  /** The program, `null` when the person writes without one. */
  clientId: string | null;
}

type Written = Pick<
  ValeurRow,
  | 'environment'
  | 'collectivite_id'
  | 'indicateur_id'
  | 'date_valeur'
  | 'source_id'
  | 'metadonnee_id'
  | 'resultat'
  | 'resultat_commentaire'
  | 'objectif'
  | 'objectif_commentaire'
>;

/**
 * Writes a batch, entirely or not at all, and answers the values in the order of the request. Whether the caller may
 * write there has been checked.
 *
 * @throws ProblemError 422 naming every item that is wrong
 */
export async function upsertValeurs(
  transaction: StoreTransaction,
  environment: 'live' | 'test',
  items: readonly ValeurUpsert[],
  author: Author,
) {
  const { errors, sourceOf } = await checkBatch(transaction, items);
  if (errors.length > 0) throw unprocessable(errors);

  await lockValeurs(
    transaction,
    environment,
    items.map(({ collectiviteId }) => collectiviteId),
    'write',
  );
  const known = await existing(transaction, environment, items);
  const rows = items.map((item) => {
    const source_id = item.metadonneeId == null ? ownSource : sourceOf(item.metadonneeId);
    return merge(environment, source_id, item, known.get(keyOf(item)));
  });
  const written = await write(transaction, rows, author);
  return items.map((item) => presentValeur(written.get(keyOf(item)) as ValeurRow));
}

async function existing(transaction: StoreTransaction, environment: string, items: readonly ValeurUpsert[]) {
  const keys = items.map(({ collectiviteId, indicateurId, dateValeur, metadonneeId = null }) => ({
    collectivite_id: collectiviteId,
    indicateur_id: indicateurId,
    date_valeur: dateValeur,
    metadonnee_id: metadonneeId,
  }));
  const { rows } = await sql<ValeurRow>`
    select indicateur_valeur.* from indicateur_valeur
    join json_to_recordset(${JSON.stringify(keys)}::json)
      as wanted(collectivite_id integer, indicateur_id integer, date_valeur date, metadonnee_id integer)
      on wanted.collectivite_id = indicateur_valeur.collectivite_id
      and wanted.indicateur_id = indicateur_valeur.indicateur_id
      and wanted.date_valeur = indicateur_valeur.date_valeur
      and wanted.metadonnee_id is not distinct from indicateur_valeur.metadonnee_id
    where indicateur_valeur.environment = ${environment}
  `.execute(transaction);
  return new Map(rows.map((row) => [keyOfRow(row), row]));
}

function merge(
  environment: 'live' | 'test',
  source_id: string,
  item: ValeurUpsert,
  before: ValeurRow | undefined,
): Written {
  // A removed value that is written again starts empty: what it held was removed.
  const kept = before?.supprime_le === null ? before : undefined;
  return {
    environment,
    collectivite_id: item.collectiviteId,
    indicateur_id: item.indicateurId,
    date_valeur: item.dateValeur,
    source_id,
    metadonnee_id: item.metadonneeId ?? null,
    resultat: orElse(item.resultat, kept?.resultat),
    resultat_commentaire: orElse(item.resultatCommentaire, kept?.resultat_commentaire),
    objectif: orElse(item.objectif, kept?.objectif),
    objectif_commentaire: orElse(item.objectifCommentaire, kept?.objectif_commentaire),
  };
}

const orElse = <T>(given: T | undefined, otherwise: T | undefined): T | null =>
  given === undefined ? (otherwise ?? null) : given;

async function write(transaction: StoreTransaction, rows: readonly Written[], { userId, clientId }: Author) {
  // The clock is read after the lock was taken: see lockValeurs.
  const result = await sql<ValeurRow>`
    insert into indicateur_valeur as valeur (
      environment, collectivite_id, indicateur_id, date_valeur, source_id, metadonnee_id,
      resultat, resultat_commentaire, objectif, objectif_commentaire,
      created_at, created_by, created_by_client_id, modified_at, modified_by, modified_by_client_id
    )
    select written.*, moment.now, ${userId}::uuid, ${clientId}::text, moment.now, ${userId}::uuid, ${clientId}::text
    from json_to_recordset(${JSON.stringify(rows)}::json) as written(
      environment text, collectivite_id integer, indicateur_id integer, date_valeur date, source_id text,
      metadonnee_id integer, resultat float8, resultat_commentaire text, objectif float8, objectif_commentaire text
    ), (select clock_timestamp() as now) as moment
    on conflict (environment, collectivite_id, indicateur_id, source_id, date_valeur, metadonnee_id) do update set
      resultat = excluded.resultat,
      resultat_commentaire = excluded.resultat_commentaire,
      objectif = excluded.objectif,
      objectif_commentaire = excluded.objectif_commentaire,
      calcul_auto = false,
      estimation = case when valeur.supprime_le is null then valeur.estimation end,
      modified_at = excluded.modified_at,
      modified_by = excluded.modified_by,
      modified_by_client_id = excluded.modified_by_client_id,
      supprime_le = null
    returning *
  `.execute(transaction);
  return new Map(result.rows.map((row) => [keyOfRow(row), row]));
}
