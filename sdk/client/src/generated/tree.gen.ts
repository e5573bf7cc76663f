// This file is generated from the contract. Do not edit.

import { type ApiPromise, type CallOptions, type Client, type Listing, listing } from '@guichet/runtime';
import * as flat from './sdk.gen.ts';
import type * as types from './types.gen.ts';

/** The operations of the API, by their operationId. */
export interface Api {
  collectivites: {
    /**
     * List collectivites
     *
     * Scope: `collectivites.read`.
     */
    list(params?: NonNullable<types.CollectivitesListData['query']>, options?: CallOptions): Listing<types.CollectivitesListResponse, NonNullable<types.CollectivitesListResponse['data']>[number]>;
    /**
     * Get a collectivite
     *
     * Scope: `collectivites.read`.
     */
    get(params: types.CollectivitesGetData['path'], options?: CallOptions): ApiPromise<types.CollectivitesGetResponse>;
    labellisations: {
      /**
       * List the labellisations
       *
       * Scope: `collectivites.labellisations.read`.
       */
      list(params?: NonNullable<types.CollectivitesLabellisationsListData['query']>, options?: CallOptions): Listing<types.CollectivitesLabellisationsListResponse, NonNullable<types.CollectivitesLabellisationsListResponse['data']>[number]>;
    };
  };
  indicateurs: {
    definitions: {
      /**
       * List the definitions of indicators
       *
       * Scope: `indicateurs.definitions.read`.
       */
      list(params?: NonNullable<types.IndicateursDefinitionsListData['query']>, options?: CallOptions): Listing<types.IndicateursDefinitionsListResponse, NonNullable<types.IndicateursDefinitionsListResponse['data']>[number]>;
    };
    valeurs: {
      /**
       * List the values of indicators
       *
       * Scope: `indicateurs.valeurs.read`.
       */
      list(params: NonNullable<types.IndicateursValeursListData['query']>, options?: CallOptions): Listing<types.IndicateursValeursListResponse, NonNullable<types.IndicateursValeursListResponse['indicateurs']>[number]>;
      /**
       * Create or change values
       *
       * Scope: `indicateurs.valeurs.write`.
       */
      upsert(params: { body: types.IndicateursValeursUpsertData['body'] }, options?: CallOptions): ApiPromise<types.IndicateursValeursUpsertResponse>;
    };
  };
  utilisateur: {
    /**
     * Who am I?
     *
     * Scope: `utilisateur.read`.
     */
    get(options?: CallOptions): ApiPromise<types.UtilisateurGetResponse>;
  };
  oauth: {
    /**
     * Get a token
     */
    token(params: { body: types.OauthTokenData['body'] }, options?: CallOptions): ApiPromise<types.OauthTokenResponse>;
    /**
     * Sign a person in
     */
    authorize(params: NonNullable<types.OauthAuthorizeData['query']>, options?: CallOptions): ApiPromise<void>;
    /**
     * Sign a person in from a machine without a browser
     */
    deviceAuthorization(params: { body: types.OauthDeviceAuthorizationData['body'] }, options?: CallOptions): ApiPromise<types.OauthDeviceAuthorizationResponse>;
    /**
     * Revoke a token
     */
    revoke(params: { body: types.OauthRevokeData['body'] }, options?: CallOptions): ApiPromise<void>;
    /**
     * Look at a token
     *
     * Scope: `tokens.introspect`.
     */
    introspect(params: { body: types.OauthIntrospectData['body'] }, options?: CallOptions): ApiPromise<types.OauthIntrospectResponse>;
    /**
     * Describe the authorization server
     */
    metadata(options?: CallOptions): ApiPromise<types.OauthMetadataResponse>;
    /**
     * Publish the signing keys
     */
    jwks(options?: CallOptions): ApiPromise<types.OauthJwksResponse>;
  };
  credentials: {
    /**
     * List credentials
     *
     * Scope: `credentials.read`, `credentials.admin`.
     */
    list(params?: NonNullable<types.CredentialsListData['query']>, options?: CallOptions): Listing<types.CredentialsListResponse, NonNullable<types.CredentialsListResponse['data']>[number]>;
    /**
     * Create a credential
     *
     * Scope: `credentials.write`, `credentials.admin`.
     */
    create(params: { body: types.CredentialsCreateData['body'] }, options?: CallOptions): ApiPromise<types.CredentialsCreateResponse>;
    /**
     * Get a credential
     *
     * Scope: `credentials.read`, `credentials.admin`.
     */
    get(params: types.CredentialsGetData['path'], options?: CallOptions): ApiPromise<types.CredentialsGetResponse>;
    /**
     * Delete a credential
     *
     * Scope: `credentials.write`, `credentials.admin`.
     */
    delete(params: types.CredentialsDeleteData['path'], options?: CallOptions): ApiPromise<void>;
    /**
     * Change a credential
     *
     * Scope: `credentials.write`, `credentials.admin`.
     */
    update(params: types.CredentialsUpdateData['path'] & { body: types.CredentialsUpdateData['body'] }, options?: CallOptions): ApiPromise<types.CredentialsUpdateResponse>;
    secrets: {
      /**
       * List the secrets of a credential
       *
       * Scope: `credentials.read`, `credentials.admin`.
       */
      list(params: types.CredentialsSecretsListData['path'] & NonNullable<types.CredentialsSecretsListData['query']>, options?: CallOptions): Listing<types.CredentialsSecretsListResponse, NonNullable<types.CredentialsSecretsListResponse['data']>[number]>;
      /**
       * Replace the secret
       *
       * Scope: `credentials.write`, `credentials.admin`.
       */
      create(params: types.CredentialsSecretsCreateData['path'] & { body?: types.CredentialsSecretsCreateData['body'] }, options?: CallOptions): ApiPromise<types.CredentialsSecretsCreateResponse>;
      /**
       * Revoke a secret
       *
       * Scope: `credentials.write`, `credentials.admin`.
       */
      delete(params: types.CredentialsSecretsDeleteData['path'], options?: CallOptions): ApiPromise<void>;
    };
    /**
     * Revoke a credential
     *
     * Scope: `credentials.write`, `credentials.admin`.
     */
    revoke(params: types.CredentialsRevokeData['path'] & { body?: types.CredentialsRevokeData['body'] }, options?: CallOptions): ApiPromise<types.CredentialsRevokeResponse>;
    /**
     * Extend a credential
     *
     * Scope: `credentials.write`, `credentials.admin`.
     */
    extend(params: types.CredentialsExtendData['path'] & { body: types.CredentialsExtendData['body'] }, options?: CallOptions): ApiPromise<types.CredentialsExtendResponse>;
    usage: {
      /**
       * Get the usage of a credential
       *
       * Scope: `credentials.read`, `credentials.admin`.
       */
      get(params: types.CredentialsUsageGetData['path'] & NonNullable<types.CredentialsUsageGetData['query']>, options?: CallOptions): ApiPromise<types.CredentialsUsageGetResponse>;
    };
    auditEvents: {
      /**
       * List the history of a credential
       *
       * Scope: `audit.read`, `credentials.admin`.
       */
      list(params: types.CredentialsAuditEventsListData['path'] & NonNullable<types.CredentialsAuditEventsListData['query']>, options?: CallOptions): Listing<types.CredentialsAuditEventsListResponse, NonNullable<types.CredentialsAuditEventsListResponse['data']>[number]>;
    };
  };
  permissionSets: {
    /**
     * List the permission sets
     *
     * Scope: `credentials.read`, `credentials.admin`.
     */
    list(options?: CallOptions): ApiPromise<types.PermissionSetsListResponse>;
  };
}

/** Binds every operation to a client. */
export const createApi = (client: Client): Api => ({
  collectivites: {
    list: (query = {}, options) => listing((page) => flat.collectivitesList({ client, ...options, query: { ...query, ...page } }), {"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}, query),
    get: ({ collectiviteId }, options) => flat.collectivitesGet({ client, ...options, path: { collectiviteId } }),
    labellisations: {
      list: (query = {}, options) => listing((page) => flat.collectivitesLabellisationsList({ client, ...options, query: { ...query, ...page } }), {"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}, query),
    },
  },
  indicateurs: {
    definitions: {
      list: (query = {}, options) => listing((page) => flat.indicateursDefinitionsList({ client, ...options, query: { ...query, ...page } }), {"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}, query),
    },
    valeurs: {
      list: (query, options) => listing((page) => flat.indicateursValeursList({ client, ...options, query: { ...query, ...page } }), {"style":"page","page":"page","limit":"limit","items":"indicateurs","pages":"pageCount"}, query),
      upsert: ({ body }, options) => flat.indicateursValeursUpsert({ client, ...options, body }),
    },
  },
  utilisateur: {
    get: (options) => flat.utilisateurGet({ client, ...options }),
  },
  oauth: {
    token: ({ body }, options) => flat.oauthToken({ client, ...options, body }),
    authorize: (query, options) => flat.oauthAuthorize({ client, ...options, query }) as ApiPromise<void>,
    deviceAuthorization: ({ body }, options) => flat.oauthDeviceAuthorization({ client, ...options, body }),
    revoke: ({ body }, options) => flat.oauthRevoke({ client, ...options, body }) as ApiPromise<void>,
    introspect: ({ body }, options) => flat.oauthIntrospect({ client, ...options, body }),
    metadata: (options) => flat.oauthMetadata({ client, ...options }),
    jwks: (options) => flat.oauthJwks({ client, ...options }),
  },
  credentials: {
    list: (query = {}, options) => listing((page) => flat.credentialsList({ client, ...options, query: { ...query, ...page } }), {"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}, query),
    create: ({ body }, options) => flat.credentialsCreate({ client, ...options, body }),
    get: ({ client_id }, options) => flat.credentialsGet({ client, ...options, path: { client_id } }),
    delete: ({ client_id }, options) => flat.credentialsDelete({ client, ...options, path: { client_id } }) as ApiPromise<void>,
    update: ({ client_id, body }, options) => flat.credentialsUpdate({ client, ...options, path: { client_id }, body }),
    secrets: {
      list: ({ client_id, ...query }, options) => listing((page) => flat.credentialsSecretsList({ client, ...options, path: { client_id }, query: { ...query, ...page } }), {"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}, query),
      create: ({ client_id, body }, options) => flat.credentialsSecretsCreate({ client, ...options, path: { client_id }, body }),
      delete: ({ client_id, secret_id }, options) => flat.credentialsSecretsDelete({ client, ...options, path: { client_id, secret_id } }) as ApiPromise<void>,
    },
    revoke: ({ client_id, body }, options) => flat.credentialsRevoke({ client, ...options, path: { client_id }, body }),
    extend: ({ client_id, body }, options) => flat.credentialsExtend({ client, ...options, path: { client_id }, body }),
    usage: {
      get: ({ client_id, ...query }, options) => flat.credentialsUsageGet({ client, ...options, path: { client_id }, query }),
    },
    auditEvents: {
      list: ({ client_id, ...query }, options) => listing((page) => flat.credentialsAuditEventsList({ client, ...options, path: { client_id }, query: { ...query, ...page } }), {"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}, query),
    },
  },
  permissionSets: {
    list: (options) => flat.permissionSetsList({ client, ...options }),
  },
});
