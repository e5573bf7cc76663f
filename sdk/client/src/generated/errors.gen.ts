// This file is generated from the contract. Do not edit.

import type * as types from './types.gen.ts';

/** The declared error of each operation, by its status. */
export interface ErrorsOf {
  "collectivites.list": types.CollectivitesListErrors;
  "collectivites.get": types.CollectivitesGetErrors;
  "collectivites.labellisations.list": types.CollectivitesLabellisationsListErrors;
  "indicateurs.definitions.list": types.IndicateursDefinitionsListErrors;
  "indicateurs.valeurs.list": types.IndicateursValeursListErrors;
  "indicateurs.valeurs.upsert": types.IndicateursValeursUpsertErrors;
  "utilisateur.get": types.UtilisateurGetErrors;
  "oauth.token": types.OauthTokenErrors;
  "oauth.authorize": types.OauthAuthorizeErrors;
  "oauth.deviceAuthorization": types.OauthDeviceAuthorizationErrors;
  "oauth.revoke": types.OauthRevokeErrors;
  "oauth.introspect": types.OauthIntrospectErrors;
  "oauth.metadata": types.OauthMetadataErrors;
  "oauth.jwks": types.OauthJwksErrors;
  "credentials.list": types.CredentialsListErrors;
  "credentials.create": types.CredentialsCreateErrors;
  "credentials.get": types.CredentialsGetErrors;
  "credentials.delete": types.CredentialsDeleteErrors;
  "credentials.update": types.CredentialsUpdateErrors;
  "credentials.secrets.list": types.CredentialsSecretsListErrors;
  "credentials.secrets.create": types.CredentialsSecretsCreateErrors;
  "credentials.secrets.delete": types.CredentialsSecretsDeleteErrors;
  "credentials.revoke": types.CredentialsRevokeErrors;
  "credentials.extend": types.CredentialsExtendErrors;
  "credentials.usage.get": types.CredentialsUsageGetErrors;
  "credentials.auditEvents.list": types.CredentialsAuditEventsListErrors;
  "permissionSets.list": types.PermissionSetsListErrors;
}
