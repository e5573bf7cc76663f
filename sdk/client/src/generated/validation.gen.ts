// This file is generated from the contract. Do not edit.

import * as schemas from './zod.gen.ts';

/** The schema of each operation's success. */
export const responses = {
  "collectivites.list": schemas.zCollectivitesListResponse,
  "collectivites.get": schemas.zCollectivitesGetResponse,
  "collectivites.labellisations.list": schemas.zCollectivitesLabellisationsListResponse,
  "indicateurs.definitions.list": schemas.zIndicateursDefinitionsListResponse,
  "indicateurs.valeurs.list": schemas.zIndicateursValeursListResponse,
  "indicateurs.valeurs.upsert": schemas.zIndicateursValeursUpsertResponse,
  "utilisateur.get": schemas.zUtilisateurGetResponse,
  "oauth.token": schemas.zOauthTokenResponse,
  "oauth.deviceAuthorization": schemas.zOauthDeviceAuthorizationResponse,
  "oauth.introspect": schemas.zOauthIntrospectResponse,
  "oauth.metadata": schemas.zOauthMetadataResponse,
  "oauth.jwks": schemas.zOauthJwksResponse,
  "credentials.list": schemas.zCredentialsListResponse,
  "credentials.create": schemas.zCredentialsCreateResponse,
  "credentials.get": schemas.zCredentialsGetResponse,
  "credentials.update": schemas.zCredentialsUpdateResponse,
  "credentials.secrets.list": schemas.zCredentialsSecretsListResponse,
  "credentials.secrets.create": schemas.zCredentialsSecretsCreateResponse,
  "credentials.revoke": schemas.zCredentialsRevokeResponse,
  "credentials.extend": schemas.zCredentialsExtendResponse,
  "credentials.usage.get": schemas.zCredentialsUsageGetResponse,
  "credentials.auditEvents.list": schemas.zCredentialsAuditEventsListResponse,
  "permissionSets.list": schemas.zPermissionSetsListResponse,
};
