// This file is generated from the contract. Do not edit.

/** Every scope that a credential can hold. */
export type Scope =
  | "collectivites.read"
  | "collectivites.labellisations.read"
  | "indicateurs.definitions.read"
  | "indicateurs.valeurs.read"
  | "indicateurs.valeurs.write"
  | "utilisateur.read"
  | "credentials.read"
  | "credentials.write"
  | "credentials.admin"
  | "tokens.introspect"
  | "audit.read"
  | (string & {});

/** What the contract says of each operation, by its operationId. */
export const operations = {
  "collectivites.list": {"method":"GET","path":"/api/v1/collectivites","secured":true,"scopes":["collectivites.read"],"statuses":[200,400,401,403,429,500,503],"usage":["public","app"],"pagination":{"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}},
  "collectivites.get": {"method":"GET","path":"/api/v1/collectivites/{collectiviteId}","secured":true,"scopes":["collectivites.read"],"statuses":[200,400,401,403,404,429,500,503],"usage":["public","app"]},
  "collectivites.labellisations.list": {"method":"GET","path":"/api/v1/collectivites/labellisations","secured":true,"scopes":["collectivites.labellisations.read"],"statuses":[200,400,401,403,429,500,503],"usage":["public","app"],"pagination":{"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}},
  "indicateurs.definitions.list": {"method":"GET","path":"/api/v1/indicateurs/definitions","secured":true,"scopes":["indicateurs.definitions.read"],"statuses":[200,400,401,403,429,500,503],"usage":["public","app"],"pagination":{"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}},
  "indicateurs.valeurs.list": {"method":"GET","path":"/api/v1/indicateurs/valeurs","secured":true,"scopes":["indicateurs.valeurs.read"],"statuses":[200,400,401,403,429,500,503],"usage":["public","app"],"pagination":{"style":"page","page":"page","limit":"limit","items":"indicateurs","pages":"pageCount"}},
  "indicateurs.valeurs.upsert": {"method":"POST","path":"/api/v1/indicateurs/valeurs","secured":true,"scopes":["indicateurs.valeurs.write"],"statuses":[200,400,401,403,409,413,415,422,429,500,503],"usage":["public","app"],"idempotencyKey":true},
  "utilisateur.get": {"method":"GET","path":"/api/v1/utilisateur","secured":true,"scopes":["utilisateur.read"],"statuses":[200,400,401,403,429,500,503],"usage":["public","app"]},
  "oauth.token": {"method":"POST","path":"/oauth/token","secured":false,"scopes":[],"statuses":[200,400,401,429,500,503],"usage":["public"]},
  "oauth.authorize": {"method":"GET","path":"/oauth/authorize","secured":false,"scopes":[],"statuses":[303,400,414,429,500,503],"usage":["public"]},
  "oauth.deviceAuthorization": {"method":"POST","path":"/oauth/device_authorization","secured":false,"scopes":[],"statuses":[200,400,401,411,413,429,500,503],"usage":["public"]},
  "oauth.revoke": {"method":"POST","path":"/oauth/revoke","secured":true,"scopes":[],"statuses":[200,400,401,403,429,500,503],"usage":["public"]},
  "oauth.introspect": {"method":"POST","path":"/oauth/introspect","secured":true,"scopes":["tokens.introspect"],"statuses":[200,400,401,403,429,500,503],"usage":["public"]},
  "oauth.metadata": {"method":"GET","path":"/.well-known/oauth-authorization-server","secured":false,"scopes":[],"statuses":[200,429,500,503],"usage":["public"]},
  "oauth.jwks": {"method":"GET","path":"/.well-known/jwks.json","secured":false,"scopes":[],"statuses":[200,429,500,503],"usage":["public"]},
  "credentials.list": {"method":"GET","path":"/api/v1/credentials","secured":true,"scopes":["credentials.read"],"statuses":[200,400,401,403,429,500,503],"usage":["public","app"],"pagination":{"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}},
  "credentials.create": {"method":"POST","path":"/api/v1/credentials","secured":true,"scopes":["credentials.write"],"statuses":[201,400,401,403,409,413,415,422,429,500,503],"usage":["public","app"],"idempotencyKey":true},
  "credentials.get": {"method":"GET","path":"/api/v1/credentials/{client_id}","secured":true,"scopes":["credentials.read"],"statuses":[200,400,401,403,404,429,500,503],"usage":["public","app"]},
  "credentials.delete": {"method":"DELETE","path":"/api/v1/credentials/{client_id}","secured":true,"scopes":["credentials.write"],"statuses":[204,400,401,403,404,429,500,503],"usage":["public","app"]},
  "credentials.update": {"method":"PATCH","path":"/api/v1/credentials/{client_id}","secured":true,"scopes":["credentials.write"],"statuses":[200,400,401,403,404,409,413,415,422,429,500,503],"usage":["public","app"]},
  "credentials.secrets.list": {"method":"GET","path":"/api/v1/credentials/{client_id}/secrets","secured":true,"scopes":["credentials.read"],"statuses":[200,400,401,403,404,429,500,503],"usage":["public","app"],"pagination":{"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}},
  "credentials.secrets.create": {"method":"POST","path":"/api/v1/credentials/{client_id}/secrets","secured":true,"scopes":["credentials.write"],"statuses":[201,400,401,403,404,409,413,415,422,429,500,503],"usage":["public","app"],"idempotencyKey":true},
  "credentials.secrets.delete": {"method":"DELETE","path":"/api/v1/credentials/{client_id}/secrets/{secret_id}","secured":true,"scopes":["credentials.write"],"statuses":[204,400,401,403,404,409,429,500,503],"usage":["public","app"]},
  "credentials.revoke": {"method":"POST","path":"/api/v1/credentials/{client_id}/revoke","secured":true,"scopes":["credentials.write"],"statuses":[200,400,401,403,404,409,413,415,422,429,500,503],"usage":["public","app"]},
  "credentials.extend": {"method":"POST","path":"/api/v1/credentials/{client_id}/extend","secured":true,"scopes":["credentials.write"],"statuses":[200,400,401,403,404,409,413,415,422,429,500,503],"usage":["public","app"]},
  "credentials.usage.get": {"method":"GET","path":"/api/v1/credentials/{client_id}/usage","secured":true,"scopes":["credentials.read"],"statuses":[200,400,401,403,404,429,500,503],"usage":["public","app"]},
  "credentials.auditEvents.list": {"method":"GET","path":"/api/v1/credentials/{client_id}/audit-events","secured":true,"scopes":["audit.read"],"statuses":[200,400,401,403,404,429,500,503],"usage":["public","app"],"pagination":{"style":"page","page":"page","limit":"limit","items":"data","pages":"pageCount"}},
  "permissionSets.list": {"method":"GET","path":"/api/v1/permission-sets","secured":true,"scopes":["credentials.read"],"statuses":[200,400,401,403,429,500,503],"usage":["public","app"]},
} as const;

export type OperationId = keyof typeof operations;

/** The scopes of each permission set that a credential can be given. */
export const permissionSets = {
  "read_only": ["collectivites.read","collectivites.labellisations.read","indicateurs.definitions.read","indicateurs.valeurs.read","utilisateur.read"],
  "indicateurs_write": ["collectivites.read","collectivites.labellisations.read","indicateurs.definitions.read","indicateurs.valeurs.read","utilisateur.read","indicateurs.valeurs.write"],
  "full_access": ["collectivites.read","collectivites.labellisations.read","indicateurs.definitions.read","indicateurs.valeurs.read","utilisateur.read","indicateurs.valeurs.write","credentials.read","credentials.write"],
} as const;
