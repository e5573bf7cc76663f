import type { Operation } from '../call.ts';
import type * as contract from './generated/types.gen.ts';

/** The operations of the registry, with input and answers as its contract types them. */
export interface Handlers {
  'clients.create': Operation<contract.ClientsCreateData, contract.ClientsCreateResponses>;
  'clients.get': Operation<contract.ClientsGetData, contract.ClientsGetResponses>;
  'clients.apiKey.issue': Operation<contract.ClientsApiKeyIssueData, contract.ClientsApiKeyIssueResponses>;
  'clients.apiKey.revoke': Operation<contract.ClientsApiKeyRevokeData, contract.ClientsApiKeyRevokeResponses>;
  'apiKeys.validate': Operation<contract.ApiKeysValidateData, contract.ApiKeysValidateResponses>;
  'apiKeys.changes.list': Operation<contract.ApiKeysChangesListData, contract.ApiKeysChangesListResponses>;
}
