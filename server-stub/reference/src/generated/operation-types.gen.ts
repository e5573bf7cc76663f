// This file is generated from the contract. Do not edit.

import type * as types from './types.gen.ts';

/** What each operation of the contract is sent and answers, but for those of the authorization server. */
export interface OperationTypes {
  "collectivites.list": { data: types.CollectivitesListData; responses: types.CollectivitesListResponses };
  "collectivites.get": { data: types.CollectivitesGetData; responses: types.CollectivitesGetResponses };
  "collectivites.labellisations.list": { data: types.CollectivitesLabellisationsListData; responses: types.CollectivitesLabellisationsListResponses };
  "indicateurs.definitions.list": { data: types.IndicateursDefinitionsListData; responses: types.IndicateursDefinitionsListResponses };
  "indicateurs.valeurs.list": { data: types.IndicateursValeursListData; responses: types.IndicateursValeursListResponses };
  "indicateurs.valeurs.upsert": { data: types.IndicateursValeursUpsertData; responses: types.IndicateursValeursUpsertResponses };
  "utilisateur.get": { data: types.UtilisateurGetData; responses: types.UtilisateurGetResponses };
  "credentials.list": { data: types.CredentialsListData; responses: types.CredentialsListResponses };
  "credentials.create": { data: types.CredentialsCreateData; responses: types.CredentialsCreateResponses };
  "credentials.get": { data: types.CredentialsGetData; responses: types.CredentialsGetResponses };
  "credentials.delete": { data: types.CredentialsDeleteData; responses: types.CredentialsDeleteResponses };
  "credentials.update": { data: types.CredentialsUpdateData; responses: types.CredentialsUpdateResponses };
  "credentials.secrets.list": { data: types.CredentialsSecretsListData; responses: types.CredentialsSecretsListResponses };
  "credentials.secrets.create": { data: types.CredentialsSecretsCreateData; responses: types.CredentialsSecretsCreateResponses };
  "credentials.secrets.delete": { data: types.CredentialsSecretsDeleteData; responses: types.CredentialsSecretsDeleteResponses };
  "credentials.revoke": { data: types.CredentialsRevokeData; responses: types.CredentialsRevokeResponses };
  "credentials.extend": { data: types.CredentialsExtendData; responses: types.CredentialsExtendResponses };
  "credentials.usage.get": { data: types.CredentialsUsageGetData; responses: types.CredentialsUsageGetResponses };
  "credentials.auditEvents.list": { data: types.CredentialsAuditEventsListData; responses: types.CredentialsAuditEventsListResponses };
  "permissionSets.list": { data: types.PermissionSetsListData; responses: types.PermissionSetsListResponses };
  "registeredClients.usage.get": { data: types.RegisteredClientsUsageGetData; responses: types.RegisteredClientsUsageGetResponses };
  "operations.health": { data: types.OperationsHealthData; responses: types.OperationsHealthResponses };
  "operations.debugToken": { data: types.OperationsDebugTokenData; responses: types.OperationsDebugTokenResponses };
}
