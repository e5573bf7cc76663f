import type { ClientAuthenticationMethod, ClientKeySet } from '../generated/types.gen.ts';
import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { AuditEventTable } from '../audit/table.ts';

/** The tables as Kysely sees them. Domain columns are French, as in the contract; OAuth columns follow the RFCs. */
export interface Tables {
  collectivite: CollectiviteTable;
  labellisation: LabellisationTable;
  indicateur_definition: DefinitionTable;
  indicateur_source: SourceTable;
  indicateur_metadonnee: MetadonneeTable;
  indicateur_valeur: ValeurTable;
  utilisateur: UtilisateurTable;
  utilisateur_role: UtilisateurRoleTable;
  credential: CredentialTable;
  credential_secret: CredentialSecretTable;
  audit_event: AuditEventTable;
  signing_key: SigningKeyTable;
  revoked_token: RevokedTokenTable;
  idempotency_record: IdempotencyRecordTable;
  change: ChangeTable;
  utilisateur_password: UtilisateurPasswordTable;
  application: ApplicationTable;
  flow_record: FlowRecordTable;
  usage_count: UsageCountTable;
  usage_writer: UsageWriterTable;
  pepper_canary: PepperCanaryTable;
  seed_state: { name: string; version: number };
}

/** The database, or a transaction on it. */
export type Store = Kysely<Tables>;
export type StoreTransaction = Transaction<Tables>;

/** Read as `Date`, written as `Date` or ISO string. */
type Instant = ColumnType<Date, Date | string, Date | string>;
type OptionalInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Read and written as `YYYY-MM-DD`. */
type Day = string;

export interface CollectiviteTable {
  id: number;
  nom: string;
  /** `nom` without case and accents, which the search compares. */
  nom_recherche: string;
  siren: string | null;
  commune_code: string | null;
  nature_insee: string | null;
  type: string;
  active_cot: boolean;
  population: number | null;
}

export interface LabellisationTable {
  id: number;
  collectivite_id: number;
  referentiel: string;
  obtenue_le: Day;
  annee: number;
  etoiles: number;
  score_realise: number | null;
  score_programme: number | null;
  /** At most one per collectivite and referentiel. */
  en_vigueur: boolean;
}

export interface DefinitionTable {
  id: number;
  identifiant_referentiel: string | null;
  titre: string;
  unite: string;
  description: string | null;
  precision: number;
  borne_min: number | null;
  borne_max: number | null;
}

export interface SourceTable {
  id: string;
  libelle: string;
}

export interface MetadonneeTable {
  id: number;
  source_id: string;
  date_version: Day;
  nom_donnees: string | null;
  producteur: string | null;
  limites: string | null;
}

export interface ValeurTable {
  id: Generated<number>;
  /** `test` is the sandbox: the same collectivites and indicators, other values. */
  environment: 'live' | 'test';
  collectivite_id: number;
  indicateur_id: number;
  date_valeur: Day;
  source_id: string;
  metadonnee_id: number | null;
  resultat: number | null;
  resultat_commentaire: string | null;
  objectif: number | null;
  objectif_commentaire: string | null;
  estimation: number | null;
  calcul_auto: Generated<boolean>;
  created_at: Instant;
  created_by: string | null;
  created_by_client_id: string | null;
  modified_at: Instant;
  modified_by: string | null;
  modified_by_client_id: string | null;
  supprime_le: OptionalInstant;
}

export interface UtilisateurTable {
  /** UUID, the `sub` of tokens. */
  id: string;
  /** Short name for the command line. */
  login: string;
  prenom: string;
  nom: string;
  email: string;
  status: 'active' | 'suspended' | 'deleted';
  /** Access tokens that the person got before, by signing in, are refused. */
  tokens_valid_from: OptionalInstant;
}

export interface UtilisateurRoleTable {
  utilisateur_id: string;
  role: string;
  /** `null`: a role on the whole platform. */
  collectivite_id: number | null;
}

export interface CredentialTable {
  client_id: string;
  owner_id: string;
  name: string;
  permission_set: string;
  scopes: string[];
  resources: string[];
  environment: 'live' | 'test';
  created_at: Instant;
  expires_at: OptionalInstant;
  last_used_at: OptionalInstant;
  suspended_at: OptionalInstant;
  /** The person who did. What an administrator suspends, only an administrator resumes. */
  suspended_by: ColumnType<string | null, string | null | undefined, string | null>;
  /** Tokens that were issued before are refused: a leak was answered since. */
  tokens_valid_from: OptionalInstant;
  revoked_at: OptionalInstant;
  revoked_reason: string | null;
  /** Gone for everybody but its history. */
  deleted_at: OptionalInstant;
  token_endpoint_auth_method: Generated<ClientAuthenticationMethod>;
  /** Public keys, where the method needs them. */
  jwks: ColumnType<ClientKeySet | null, string | null | undefined, string | null>;
  tls_client_auth_subject_dn: ColumnType<string | null, string | null | undefined, string | null>;
}

export interface CredentialSecretTable {
  secret_id: string;
  client_id: string;
  /** HMAC-SHA-256, hex. The secret itself is stored nowhere. */
  digest: string;
  pepper_version: number;
  prefix: string;
  last_four: string;
  created_at: Instant;
  expires_at: OptionalInstant;
  revoked_at: OptionalInstant;
  /** When it was last sent, to the minute; also after its end. */
  last_used_at: OptionalInstant;
}

export interface SigningKeyTable {
  kid: string;
  alg: string;
  /** The private JWK under AES-256-GCM. */
  sealed_key: string;
  pepper_version: number;
  created_at: Instant;
  /** From when on it signs. Before, it is only published. */
  activates_at: Instant;
  /** From when on its tokens are refused. `null`: not decided. */
  retires_at: OptionalInstant;
}

/** Something that counts for access changed. Written by triggers only. */
export interface ChangeTable {
  change_id: Generated<number>;
  /** The transaction, which decides who has seen it. */
  xid: Generated<string>;
  changed_at: Generated<Date>;
  topic: string;
  /** `null`: everything of this topic. */
  subject: string | null;
  until: OptionalInstant;
}

export interface RevokedTokenTable {
  jti: string;
  expires_at: Instant;
}

export interface IdempotencyRecordTable {
  /** Whose key it is, and for which operation. */
  scope: string;
  key: string;
  body_digest: string;
  status: number;
  response: ColumnType<unknown, string, string>;
  created_at: Instant;
}

export interface UtilisateurPasswordTable {
  utilisateur_id: string;
  /** The digest of `users/password-hash.ts`, under AES-256-GCM. */
  sealed: string;
  pepper_version: number;
  changed_at: Instant;
}

/** A program that people sign in to. */
export interface ApplicationTable {
  client_id: string;
  name: string;
  redirect_uris: string[];
  /** Runs on the person's own machine, and so has no secret. */
  native: boolean;
  /** HMAC-SHA-256, hex. The secret itself is stored nowhere. */
  secret_digest: string | null;
  pepper_version: number | null;
  created_at: Instant;
}

/** What a flow of people leaves between two requests. Nothing in it can be read or guessed without the pepper. */
export interface FlowRecordTable {
  kind: string;
  /** This and the next four: HMAC-SHA-256, hex. */
  id: string;
  uid: string | null;
  user_code: string | null;
  grant_id: string | null;
  /** Whose it is. */
  account_id: string | null;
  /** JSON under AES-256-GCM. */
  sealed: string;
  pepper_version: number;
  expires_at: OptionalInstant;
  consumed_at: OptionalInstant;
}

/** How often a credential or an API key used an operation in an hour, or a day, and with which outcome. */
export interface UsageCountTable {
  caller_kind: 'client' | 'apiKey';
  client_id: string;
  starts_at: Instant;
  span: 'hour' | 'day';
  operation_id: string;
  /** `x-usage` of the operation at that time. */
  usage: string[];
  status: number;
  requests: number;
  bytes_in: number;
  bytes_out: number;
  /** The last of these requests, to the minute. */
  last_at: Instant;
}

/** Which counts a process has written: a batch whose answer was lost is not counted again. */
export interface UsageWriterTable {
  writer_id: string;
  /** The last one. They are written in order. */
  batch: number;
  written_at: Instant;
}

/** By which a process learns that its peppers are those of this database. */
export interface PepperCanaryTable {
  pepper_version: number;
  /** Under AES-256-GCM. */
  sealed: string;
  created_at: Instant;
}
