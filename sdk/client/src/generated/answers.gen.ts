// This file is generated from the contract. Do not edit.

import type * as types from './types.gen.ts';

/** Body and names of the contract's examples of each answer, by operation and status; OAuth endpoints answer by OAuth's rules. */
export interface AnswersOf {
  "collectivites.list": {
    200: { body: types.CollectivitesListResponses[200]; example: "firstPage" | "lastPage" | "empty" };
    400: { body: types.CollectivitesListErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CollectivitesListErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CollectivitesListErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    429: { body: types.CollectivitesListErrors[429]; example: "rateLimited" };
    500: { body: types.CollectivitesListErrors[500]; example: "internalError" };
    503: { body: types.CollectivitesListErrors[503]; example: "unavailable" };
  };
  "collectivites.get": {
    200: { body: types.CollectivitesGetResponses[200]; example: "success" };
    400: { body: types.CollectivitesGetErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CollectivitesGetErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CollectivitesGetErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CollectivitesGetErrors[404]; example: "notFound" };
    429: { body: types.CollectivitesGetErrors[429]; example: "rateLimited" };
    500: { body: types.CollectivitesGetErrors[500]; example: "internalError" };
    503: { body: types.CollectivitesGetErrors[503]; example: "unavailable" };
  };
  "collectivites.labellisations.list": {
    200: { body: types.CollectivitesLabellisationsListResponses[200]; example: "firstPage" | "lastPage" };
    400: { body: types.CollectivitesLabellisationsListErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CollectivitesLabellisationsListErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CollectivitesLabellisationsListErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    429: { body: types.CollectivitesLabellisationsListErrors[429]; example: "rateLimited" };
    500: { body: types.CollectivitesLabellisationsListErrors[500]; example: "internalError" };
    503: { body: types.CollectivitesLabellisationsListErrors[503]; example: "unavailable" };
  };
  "indicateurs.definitions.list": {
    200: { body: types.IndicateursDefinitionsListResponses[200]; example: "firstPage" | "lastPage" };
    400: { body: types.IndicateursDefinitionsListErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.IndicateursDefinitionsListErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.IndicateursDefinitionsListErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    429: { body: types.IndicateursDefinitionsListErrors[429]; example: "rateLimited" };
    500: { body: types.IndicateursDefinitionsListErrors[500]; example: "internalError" };
    503: { body: types.IndicateursDefinitionsListErrors[503]; example: "unavailable" };
  };
  "indicateurs.valeurs.list": {
    200: { body: types.IndicateursValeursListResponses[200]; example: "firstPage" | "changes" | "empty" };
    400: { body: types.IndicateursValeursListErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.IndicateursValeursListErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.IndicateursValeursListErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    429: { body: types.IndicateursValeursListErrors[429]; example: "rateLimited" };
    500: { body: types.IndicateursValeursListErrors[500]; example: "internalError" };
    503: { body: types.IndicateursValeursListErrors[503]; example: "unavailable" };
  };
  "indicateurs.valeurs.upsert": {
    200: { body: types.IndicateursValeursUpsertResponses[200]; example: "success" };
    400: { body: types.IndicateursValeursUpsertErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.IndicateursValeursUpsertErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.IndicateursValeursUpsertErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    409: { body: types.IndicateursValeursUpsertErrors[409]; example: "conflict" | "idempotencyConflict" };
    413: { body: types.IndicateursValeursUpsertErrors[413]; example: "payloadTooLarge" };
    415: { body: types.IndicateursValeursUpsertErrors[415]; example: "unsupportedMediaType" };
    422: { body: types.IndicateursValeursUpsertErrors[422]; example: "unprocessable" | "idempotencyKeyReused" };
    429: { body: types.IndicateursValeursUpsertErrors[429]; example: "rateLimited" };
    500: { body: types.IndicateursValeursUpsertErrors[500]; example: "internalError" };
    503: { body: types.IndicateursValeursUpsertErrors[503]; example: "unavailable" };
  };
  "utilisateur.get": {
    200: { body: types.UtilisateurGetResponses[200]; example: "program" | "person" };
    400: { body: types.UtilisateurGetErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.UtilisateurGetErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.UtilisateurGetErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    429: { body: types.UtilisateurGetErrors[429]; example: "rateLimited" };
    500: { body: types.UtilisateurGetErrors[500]; example: "internalError" };
    503: { body: types.UtilisateurGetErrors[503]; example: "unavailable" };
  };
  "credentials.list": {
    200: { body: types.CredentialsListResponses[200]; example: "firstPage" | "lastPage" };
    400: { body: types.CredentialsListErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsListErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsListErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    429: { body: types.CredentialsListErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsListErrors[500]; example: "internalError" };
    503: { body: types.CredentialsListErrors[503]; example: "unavailable" };
  };
  "credentials.create": {
    201: { body: types.CredentialsCreateResponses[201]; example: "success" | "replayed" };
    400: { body: types.CredentialsCreateErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsCreateErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsCreateErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    409: { body: types.CredentialsCreateErrors[409]; example: "conflict" | "idempotencyConflict" };
    413: { body: types.CredentialsCreateErrors[413]; example: "payloadTooLarge" };
    415: { body: types.CredentialsCreateErrors[415]; example: "unsupportedMediaType" };
    422: { body: types.CredentialsCreateErrors[422]; example: "unprocessable" | "idempotencyKeyReused" };
    429: { body: types.CredentialsCreateErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsCreateErrors[500]; example: "internalError" };
    503: { body: types.CredentialsCreateErrors[503]; example: "unavailable" };
  };
  "credentials.get": {
    200: { body: types.CredentialsGetResponses[200]; example: "success" };
    400: { body: types.CredentialsGetErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsGetErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsGetErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CredentialsGetErrors[404]; example: "notFound" };
    429: { body: types.CredentialsGetErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsGetErrors[500]; example: "internalError" };
    503: { body: types.CredentialsGetErrors[503]; example: "unavailable" };
  };
  "credentials.delete": {
    204: { body: never; example: never };
    400: { body: types.CredentialsDeleteErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsDeleteErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsDeleteErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CredentialsDeleteErrors[404]; example: "notFound" };
    429: { body: types.CredentialsDeleteErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsDeleteErrors[500]; example: "internalError" };
    503: { body: types.CredentialsDeleteErrors[503]; example: "unavailable" };
  };
  "credentials.update": {
    200: { body: types.CredentialsUpdateResponses[200]; example: "success" };
    400: { body: types.CredentialsUpdateErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsUpdateErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsUpdateErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CredentialsUpdateErrors[404]; example: "notFound" };
    409: { body: types.CredentialsUpdateErrors[409]; example: "conflict" | "idempotencyConflict" };
    413: { body: types.CredentialsUpdateErrors[413]; example: "payloadTooLarge" };
    415: { body: types.CredentialsUpdateErrors[415]; example: "unsupportedMediaType" };
    422: { body: types.CredentialsUpdateErrors[422]; example: "unprocessable" | "idempotencyKeyReused" };
    429: { body: types.CredentialsUpdateErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsUpdateErrors[500]; example: "internalError" };
    503: { body: types.CredentialsUpdateErrors[503]; example: "unavailable" };
  };
  "credentials.secrets.list": {
    200: { body: types.CredentialsSecretsListResponses[200]; example: "success" };
    400: { body: types.CredentialsSecretsListErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsSecretsListErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsSecretsListErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CredentialsSecretsListErrors[404]; example: "notFound" };
    429: { body: types.CredentialsSecretsListErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsSecretsListErrors[500]; example: "internalError" };
    503: { body: types.CredentialsSecretsListErrors[503]; example: "unavailable" };
  };
  "credentials.secrets.create": {
    201: { body: types.CredentialsSecretsCreateResponses[201]; example: "success" };
    400: { body: types.CredentialsSecretsCreateErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsSecretsCreateErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsSecretsCreateErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CredentialsSecretsCreateErrors[404]; example: "notFound" };
    409: { body: types.CredentialsSecretsCreateErrors[409]; example: "conflict" | "idempotencyConflict" };
    413: { body: types.CredentialsSecretsCreateErrors[413]; example: "payloadTooLarge" };
    415: { body: types.CredentialsSecretsCreateErrors[415]; example: "unsupportedMediaType" };
    422: { body: types.CredentialsSecretsCreateErrors[422]; example: "unprocessable" | "idempotencyKeyReused" };
    429: { body: types.CredentialsSecretsCreateErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsSecretsCreateErrors[500]; example: "internalError" };
    503: { body: types.CredentialsSecretsCreateErrors[503]; example: "unavailable" };
  };
  "credentials.secrets.delete": {
    204: { body: never; example: never };
    400: { body: types.CredentialsSecretsDeleteErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsSecretsDeleteErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsSecretsDeleteErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CredentialsSecretsDeleteErrors[404]; example: "notFound" };
    409: { body: types.CredentialsSecretsDeleteErrors[409]; example: "conflict" | "idempotencyConflict" };
    429: { body: types.CredentialsSecretsDeleteErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsSecretsDeleteErrors[500]; example: "internalError" };
    503: { body: types.CredentialsSecretsDeleteErrors[503]; example: "unavailable" };
  };
  "credentials.revoke": {
    200: { body: types.CredentialsRevokeResponses[200]; example: "success" };
    400: { body: types.CredentialsRevokeErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsRevokeErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsRevokeErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CredentialsRevokeErrors[404]; example: "notFound" };
    409: { body: types.CredentialsRevokeErrors[409]; example: "conflict" | "idempotencyConflict" };
    413: { body: types.CredentialsRevokeErrors[413]; example: "payloadTooLarge" };
    415: { body: types.CredentialsRevokeErrors[415]; example: "unsupportedMediaType" };
    422: { body: types.CredentialsRevokeErrors[422]; example: "unprocessable" | "idempotencyKeyReused" };
    429: { body: types.CredentialsRevokeErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsRevokeErrors[500]; example: "internalError" };
    503: { body: types.CredentialsRevokeErrors[503]; example: "unavailable" };
  };
  "credentials.extend": {
    200: { body: types.CredentialsExtendResponses[200]; example: "success" };
    400: { body: types.CredentialsExtendErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsExtendErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsExtendErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CredentialsExtendErrors[404]; example: "notFound" };
    409: { body: types.CredentialsExtendErrors[409]; example: "conflict" | "idempotencyConflict" };
    413: { body: types.CredentialsExtendErrors[413]; example: "payloadTooLarge" };
    415: { body: types.CredentialsExtendErrors[415]; example: "unsupportedMediaType" };
    422: { body: types.CredentialsExtendErrors[422]; example: "unprocessable" | "idempotencyKeyReused" };
    429: { body: types.CredentialsExtendErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsExtendErrors[500]; example: "internalError" };
    503: { body: types.CredentialsExtendErrors[503]; example: "unavailable" };
  };
  "credentials.usage.get": {
    200: { body: types.CredentialsUsageGetResponses[200]; example: "success" | "hours" };
    400: { body: types.CredentialsUsageGetErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsUsageGetErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsUsageGetErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CredentialsUsageGetErrors[404]; example: "notFound" };
    429: { body: types.CredentialsUsageGetErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsUsageGetErrors[500]; example: "internalError" };
    503: { body: types.CredentialsUsageGetErrors[503]; example: "unavailable" };
  };
  "credentials.auditEvents.list": {
    200: { body: types.CredentialsAuditEventsListResponses[200]; example: "firstPage" | "lastPage" };
    400: { body: types.CredentialsAuditEventsListErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.CredentialsAuditEventsListErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.CredentialsAuditEventsListErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    404: { body: types.CredentialsAuditEventsListErrors[404]; example: "notFound" };
    429: { body: types.CredentialsAuditEventsListErrors[429]; example: "rateLimited" };
    500: { body: types.CredentialsAuditEventsListErrors[500]; example: "internalError" };
    503: { body: types.CredentialsAuditEventsListErrors[503]; example: "unavailable" };
  };
  "permissionSets.list": {
    200: { body: types.PermissionSetsListResponses[200]; example: "success" };
    400: { body: types.PermissionSetsListErrors[400]; example: "invalidRequest" | "conflictingCredentials" };
    401: { body: types.PermissionSetsListErrors[401]; example: "authenticationRequired" | "invalidToken" | "invalidApiKey" };
    403: { body: types.PermissionSetsListErrors[403]; example: "insufficientScope" | "resourceNotAllowed" | "forbidden" };
    429: { body: types.PermissionSetsListErrors[429]; example: "rateLimited" };
    500: { body: types.PermissionSetsListErrors[500]; example: "internalError" };
    503: { body: types.PermissionSetsListErrors[503]; example: "unavailable" };
  };
}

/** What each operation is asked with, and the statuses that it declares. */
export interface CallsOf {
  "collectivites.list": { request: types.CollectivitesListData; status: 200 | 400 | 401 | 403 | 429 | 500 | 503 };
  "collectivites.get": { request: types.CollectivitesGetData; status: 200 | 400 | 401 | 403 | 404 | 429 | 500 | 503 };
  "collectivites.labellisations.list": { request: types.CollectivitesLabellisationsListData; status: 200 | 400 | 401 | 403 | 429 | 500 | 503 };
  "indicateurs.definitions.list": { request: types.IndicateursDefinitionsListData; status: 200 | 400 | 401 | 403 | 429 | 500 | 503 };
  "indicateurs.valeurs.list": { request: types.IndicateursValeursListData; status: 200 | 400 | 401 | 403 | 429 | 500 | 503 };
  "indicateurs.valeurs.upsert": { request: types.IndicateursValeursUpsertData; status: 200 | 400 | 401 | 403 | 409 | 413 | 415 | 422 | 429 | 500 | 503 };
  "utilisateur.get": { request: types.UtilisateurGetData; status: 200 | 400 | 401 | 403 | 429 | 500 | 503 };
  "oauth.token": { request: types.OauthTokenData; status: 200 | 400 | 401 | 429 | 500 | 503 };
  "oauth.authorize": { request: types.OauthAuthorizeData; status: 303 | 400 | 414 | 429 | 500 | 503 };
  "oauth.deviceAuthorization": { request: types.OauthDeviceAuthorizationData; status: 200 | 400 | 401 | 411 | 413 | 429 | 500 | 503 };
  "oauth.revoke": { request: types.OauthRevokeData; status: 200 | 400 | 401 | 403 | 429 | 500 | 503 };
  "oauth.introspect": { request: types.OauthIntrospectData; status: 200 | 400 | 401 | 403 | 429 | 500 | 503 };
  "oauth.metadata": { request: types.OauthMetadataData; status: 200 | 429 | 500 | 503 };
  "oauth.jwks": { request: types.OauthJwksData; status: 200 | 429 | 500 | 503 };
  "credentials.list": { request: types.CredentialsListData; status: 200 | 400 | 401 | 403 | 429 | 500 | 503 };
  "credentials.create": { request: types.CredentialsCreateData; status: 201 | 400 | 401 | 403 | 409 | 413 | 415 | 422 | 429 | 500 | 503 };
  "credentials.get": { request: types.CredentialsGetData; status: 200 | 400 | 401 | 403 | 404 | 429 | 500 | 503 };
  "credentials.delete": { request: types.CredentialsDeleteData; status: 204 | 400 | 401 | 403 | 404 | 429 | 500 | 503 };
  "credentials.update": { request: types.CredentialsUpdateData; status: 200 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503 };
  "credentials.secrets.list": { request: types.CredentialsSecretsListData; status: 200 | 400 | 401 | 403 | 404 | 429 | 500 | 503 };
  "credentials.secrets.create": { request: types.CredentialsSecretsCreateData; status: 201 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503 };
  "credentials.secrets.delete": { request: types.CredentialsSecretsDeleteData; status: 204 | 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503 };
  "credentials.revoke": { request: types.CredentialsRevokeData; status: 200 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503 };
  "credentials.extend": { request: types.CredentialsExtendData; status: 200 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503 };
  "credentials.usage.get": { request: types.CredentialsUsageGetData; status: 200 | 400 | 401 | 403 | 404 | 429 | 500 | 503 };
  "credentials.auditEvents.list": { request: types.CredentialsAuditEventsListData; status: 200 | 400 | 401 | 403 | 404 | 429 | 500 | 503 };
  "permissionSets.list": { request: types.PermissionSetsListData; status: 200 | 400 | 401 | 403 | 429 | 500 | 503 };
}
