import type { Kysely } from 'kysely';
import { runStatements } from '../run-statements.ts';

/**
 * How credentials authenticate, that they can be deleted, and when each secret was last sent. A deleted credential keeps
 * its row: its identifier is never given again, and its history knows whose it was.
 */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements);

const statements = [
  `alter table credential
    add deleted_at timestamptz(3),
    add tokens_valid_from timestamptz(3),
    add suspended_by uuid,
    add token_endpoint_auth_method text not null default 'client_secret_basic',
    add jwks json,
    add tls_client_auth_subject_dn text,
    add constraint credential_authentication check (case token_endpoint_auth_method
      when 'client_secret_basic' then jwks is null and tls_client_auth_subject_dn is null
      when 'private_key_jwt' then jwks is not null and tls_client_auth_subject_dn is null
      when 'self_signed_tls_client_auth' then jwks is not null and tls_client_auth_subject_dn is null
      when 'tls_client_auth' then jwks is null and tls_client_auth_subject_dn is not null
      else false
    end)`,
  'alter table credential_secret add last_used_at timestamptz(3)',
];
