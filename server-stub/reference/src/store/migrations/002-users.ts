import type { Kysely } from 'kysely';
import { runStatements } from '../run-statements.ts';

/** People and the roles they hold, on one collectivite or on the whole platform. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements);

const statements = [
  `create table utilisateur (
    id uuid primary key,
    login text not null unique,
    prenom text not null,
    nom text not null,
    email text not null,
    status text not null check (status in ('active', 'suspended', 'deleted'))
  )`,
  `create table utilisateur_role (
    utilisateur_id uuid not null references utilisateur on delete cascade,
    role text not null,
    collectivite_id integer references collectivite,
    unique nulls not distinct (utilisateur_id, role, collectivite_id)
  )`,
];
