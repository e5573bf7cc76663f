import { exportJWK, generateKeyPair } from 'jose';
import { Peppers } from '../../src/credentials/pepper.ts';
import { testConfig } from './app.ts';

const peppers = new Peppers(testConfig.peppers ?? []);
export const secret = 'a secret of a version long ago';
export const oldPerson = '00000000-0000-4000-8000-000000000001';

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

async function oldSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = 'key of a version long ago';
  const { sealed } = peppers.seal(
    JSON.stringify({ ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' }),
    'signing keys',
    kid,
  );
  return `insert into signing_key (kid, alg, sealed_key, pepper_version, created_at)
    values (${text(kid)}, 'ES256', ${text(sealed)}, 1, '2026-01-01')`;
}

/**
 * Rows as a database of each version holds them, in what that version brought: written as SQL, because the code that
 * wrote them is gone. A new migration needs its own here.
 */
export const rowsByVersion: Record<string, readonly string[]> = {
  '001-territories': [
    `insert into collectivite (id, nom, nom_recherche, siren, type, active_cot, population)
      values (1, 'Métropole d''Essai', 'metropole d essai', '200000001', 'epci', true, 12345)`,
    `insert into labellisation (id, collectivite_id, referentiel, obtenue_le, annee, etoiles, en_vigueur)
      values (1, 1, 'cae', '2024-02-29', 2024, 3, true)`,
    `insert into indicateur_definition (id, identifiant_referentiel, titre, unite, precision)
      values (12, 'cae_2.a', 'Consommation', 'GWh', 2)`,
    "insert into indicateur_source (id, libelle) values ('collectivite', 'Données de la collectivité')",
    `insert into indicateur_valeur (environment, collectivite_id, indicateur_id, date_valeur, source_id, resultat, created_at, modified_at)
      values ('live', 1, 12, '2020-01-01', 'collectivite', 0.1, '2026-01-01T00:00:00.123Z', '2026-01-01T00:00:00.123Z')`,
  ],
  '002-users': [
    `insert into utilisateur (id, login, prenom, nom, email, status)
      values ('${oldPerson}', 'zoe', 'Zoé', 'Essai', 'zoe@example.org', 'active')`,
    `insert into utilisateur_role (utilisateur_id, role, collectivite_id) values ('${oldPerson}', 'lecture', 1)`,
  ],
  '003-credentials': [
    `insert into credential (client_id, owner_id, name, permission_set, scopes, resources, environment, created_at)
      values ('cl_longago00001', '${oldPerson}', 'Ancien', 'read_only', '{collectivites.read}', '{}', 'live', '2026-01-01')`,
    `insert into credential_secret (secret_id, client_id, digest, pepper_version, prefix, last_four, created_at)
      values ('cs_longago00001', 'cl_longago00001', '${peppers.digest(secret).digest}', 1, 'gch_live_x', 'xxxx', '2026-01-01')`,
    `insert into credential_event (client_id, type, actor_id, occurred_at, details)
      values ('cl_longago00001', 'credential.created', '${oldPerson}', '2026-01-01', '{}')`,
    await oldSigningKey(),
    "insert into revoked_token (jti, expires_at) values ('jti of a version long ago', '2999-01-01')",
    `insert into idempotency_record (scope, key, body_digest, status, response, created_at)
      values ('s', 'k', '${'0'.repeat(64)}', 201, '{}', '2026-01-01')`,
  ],
  '004-credential-desk': [
    `insert into credential (client_id, owner_id, name, permission_set, scopes, resources, environment, created_at, token_endpoint_auth_method, jwks)
      values ('cl_longago00004', '${oldPerson}', 'Par clé', 'read_only', '{collectivites.read}', '{}', 'live', '2026-01-01', 'private_key_jwt', '{"keys":[]}')`,
  ],
  '005-changes': [
    `insert into signing_key (kid, alg, sealed_key, pepper_version, created_at, activates_at, retires_at)
      values ('retired key', 'ES256', 'x', 1, '2025-01-01', '2025-01-01', '2025-02-01')`,
  ],
  '006-people': [
    `insert into application (client_id, name, redirect_uris, native, created_at)
      values ('app_longago', 'Tableau de bord', '{http://127.0.0.1/}', true, '2026-01-01')`,
    `insert into flow_record (kind, id, sealed, pepper_version) values ('Grant', '${'a'.repeat(64)}', 'x', 1)`,
  ],
  '007-usage': [
    `insert into usage_count
      (caller_kind, client_id, starts_at, span, operation_id, usage, status, requests, bytes_in, bytes_out, last_at)
      values ('client', 'cl_longago00001', '2999-01-01T10:00:00Z', 'hour', 'collectivites.get', '{public,app}', 200, 3, 0, 900,
        '2999-01-01T10:59:00Z')`,
    `insert into usage_writer (writer_id, batch, written_at) values ('${oldPerson}', 7, '2999-01-01')`,
  ],
  '008-rate-limits': [
    `insert into rate_limit_use (subject, slot, replica, first_at, last_at, used, ends_at)
      values ('long ago', 1, '${oldPerson}', 1, 2, 3, '2026-01-01')`,
    `insert into rate_limit_replica (replica, seen_at) values ('${oldPerson}', '2026-01-01')`,
  ],
  '009-audit': [
    `insert into audit_event (type, outcome, reason, client_id, address, count, occurred_at, details, batch_id, batch_position)
      values ('client.refused', 'failure', 'wrong_secret', 'cl_longago00001', '203.0.113.7', 3, '2026-01-01', '{}', '${oldPerson}', 0)`,
  ],
  '010-pepper-canaries': [
    `insert into pepper_canary (pepper_version, sealed, created_at)
      values (1, ${text(peppers.seal('canary', 'canaries', '1').sealed)}, '2026-01-01')`,
  ],
};
