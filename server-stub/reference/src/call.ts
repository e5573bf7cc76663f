import type { FrontRequest, Principal } from '@guichet/front';
import type { FastifyReply } from 'fastify';
import type * as contract from './generated/types.gen.ts';
import type { PageQuery } from './store/pages.ts';

/** What the contract generates for an operation. */
interface Shape {
  query?: unknown;
  path?: unknown;
  body?: unknown;
}

/** A request that the front let through: its input is valid by the contract, and access was granted. */
export type Call<Data extends Shape = Shape> = FrontRequest & {
  query: NonNullable<Data['query']>;
  params: NonNullable<Data['path']>;
  body: Data['body'];
};

/** Answers an operation with a success of the contract, or sends one itself and returns the reply. */
export type Operation<Data extends Shape, Responses> = (
  call: Call<Data>,
  reply: FastifyReply,
) => Responses[keyof Responses] | Promise<Responses[keyof Responses] | FastifyReply>;

/**
 * The operations of the contract, but for those of the authorization server, with input and answers as the contract types
 * them: when it changes, what no longer fits does not compile.
 */
export interface Handlers {
  'collectivites.list': Operation<contract.CollectivitesListData, contract.CollectivitesListResponses>;
  'collectivites.get': Operation<contract.CollectivitesGetData, contract.CollectivitesGetResponses>;
  'collectivites.labellisations.list': Operation<
    contract.CollectivitesLabellisationsListData,
    contract.CollectivitesLabellisationsListResponses
  >;
  'indicateurs.definitions.list': Operation<
    contract.IndicateursDefinitionsListData,
    contract.IndicateursDefinitionsListResponses
  >;
  'indicateurs.valeurs.list': Operation<contract.IndicateursValeursListData, contract.IndicateursValeursListResponses>;
  'indicateurs.valeurs.upsert': Operation<
    contract.IndicateursValeursUpsertData,
    contract.IndicateursValeursUpsertResponses
  >;
  'utilisateur.get': Operation<contract.UtilisateurGetData, contract.UtilisateurGetResponses>;
  'credentials.list': Operation<contract.CredentialsListData, contract.CredentialsListResponses>;
  'credentials.get': Operation<contract.CredentialsGetData, contract.CredentialsGetResponses>;
  'credentials.create': Operation<contract.CredentialsCreateData, contract.CredentialsCreateResponses>;
  'credentials.update': Operation<contract.CredentialsUpdateData, contract.CredentialsUpdateResponses>;
  'credentials.extend': Operation<contract.CredentialsExtendData, contract.CredentialsExtendResponses>;
  'credentials.delete': Operation<contract.CredentialsDeleteData, contract.CredentialsDeleteResponses>;
  'credentials.secrets.list': Operation<contract.CredentialsSecretsListData, contract.CredentialsSecretsListResponses>;
  'credentials.secrets.create': Operation<
    contract.CredentialsSecretsCreateData,
    contract.CredentialsSecretsCreateResponses
  >;
  'credentials.secrets.delete': Operation<
    contract.CredentialsSecretsDeleteData,
    contract.CredentialsSecretsDeleteResponses
  >;
  'credentials.auditEvents.list': Operation<
    contract.CredentialsAuditEventsListData,
    contract.CredentialsAuditEventsListResponses
  >;
  'credentials.usage.get': Operation<contract.CredentialsUsageGetData, contract.CredentialsUsageGetResponses>;
  'credentials.revoke': Operation<contract.CredentialsRevokeData, contract.CredentialsRevokeResponses>;
  'registeredClients.usage.get': Operation<
    contract.RegisteredClientsUsageGetData,
    contract.RegisteredClientsUsageGetResponses
  >;
  'permissionSets.list': Operation<contract.PermissionSetsListData, contract.PermissionSetsListResponses>;
  'operations.health': Operation<contract.OperationsHealthData, contract.OperationsHealthResponses>;
  'operations.debugToken': Operation<contract.OperationsDebugTokenData, contract.OperationsDebugTokenResponses>;
}

/** The handlers of one part of the server. */
export type HandlersOf<Part extends string> = Pick<Handlers, Extract<keyof Handlers, `${Part}.${string}`>>;

/** Who calls. */
export function principalOf(call: Pick<FrontRequest, 'principal' | 'operation'>): Principal {
  if (call.principal === undefined)
    throw new TypeError(`${call.operation.operationId} needs a principal, but is open.`);
  return call.principal;
}

export function pageOf({ query: { page = 1, limit = 20 } }: { query: Partial<PageQuery> }): PageQuery {
  return { page, limit };
}

/** The `Idempotency-Key` of a request, and whose it is: the same key of somebody else is another key. */
export function keyedRequest(call: Pick<FrontRequest, 'principal' | 'operation' | 'headers' | 'params' | 'body'>) {
  const { kind, clientId = '', subject, user } = principalOf(call);
  const key = call.headers['idempotency-key'];
  return {
    scope: [call.operation.operationId, kind, clientId, subject, user?.subject ?? ''].join(' '),
    key: typeof key === 'string' ? key : undefined,
    // The same body for another resource is another request.
    request: { params: call.params, body: call.body },
  };
}
