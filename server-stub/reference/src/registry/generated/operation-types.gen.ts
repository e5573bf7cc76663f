// This file is generated from the contract. Do not edit.

import type * as types from './types.gen.ts';

/** What each operation of the contract is sent and answers, but for those of the authorization server. */
export interface OperationTypes {
  "clients.create": { data: types.ClientsCreateData; responses: types.ClientsCreateResponses };
  "clients.get": { data: types.ClientsGetData; responses: types.ClientsGetResponses };
  "clients.apiKey.issue": { data: types.ClientsApiKeyIssueData; responses: types.ClientsApiKeyIssueResponses };
  "clients.apiKey.revoke": { data: types.ClientsApiKeyRevokeData; responses: types.ClientsApiKeyRevokeResponses };
  "apiKeys.validate": { data: types.ApiKeysValidateData; responses: types.ApiKeysValidateResponses };
  "apiKeys.changes.list": { data: types.ApiKeysChangesListData; responses: types.ApiKeysChangesListResponses };
}
