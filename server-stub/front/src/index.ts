export { noteTrace, type Call, type Caller, type CallObserver } from './calls.ts';
export type { AuthenticationEvent, AuthenticationEventType, AuthenticationObserver } from './events.ts';
export { createFront, type FrontOptions } from './front.ts';
export type { Home } from './home.ts';
export { sampleCall, type SampleAccess } from './sample-call.ts';
export type { FrontRequest, Handler } from './handler.ts';
export { MissingHandlerError } from './missing-handlers.ts';
export {
  ProblemError,
  problemBody,
  problemKinds,
  problemType,
  sendProblem,
  type Problem,
  type ProblemDetail,
  type ProblemErrorOptions,
  type ProblemKind,
} from './problem.ts';

export { loadContract, type Contract } from './contract/contract.ts';
export {
  ContractError,
  isObject as isJsonObject,
  resolve as resolveReference,
  type JsonObject,
  type OpenApiDocument,
  type OperationObject,
  type ParameterObject,
  type RequestBodyObject,
  type Schema,
  type SecurityRequirement,
  type SecurityScheme,
} from './contract/document.ts';
export type { OAuthEndpoints } from './contract/endpoints.ts';
export type { Method, Operation, Pagination } from './contract/operation.ts';

export { networksOf, type Networks } from './limits/networks.ts';
export { bodyErrors } from './validation/messages.ts';
export { createSchemaCompiler, type Check, type SchemaCompiler } from './validation/schema-compiler.ts';

export { limitAttempts, type AttemptLimits, type Attempts } from './limits/attempts.ts';
export { FailureBudgets, type FailureBudget } from './limits/failure-budgets.ts';

export {
  memoryRateLimits,
  RateLimitBudgets,
  type Heard,
  type RateLimitOptions,
  type Replicas,
  type Told,
} from './limits/rate-limit-budgets.ts';
export type { CallLimits } from './limits/limit-calls.ts';
export type { RateLimitPolicy, RateLimits, RateLimitState } from './limits/rate-limits.ts';
export type { Slot } from './limits/slots.ts';

export type { Principal } from './access/principal.ts';
export { namedSchemes, presentedCredentials, type NamedScheme, type Presented } from './access/authenticate.ts';
export { parseAuthorization } from './access/presented.ts';
export { invalidToken, tooManyFailures } from './access/refusals.ts';
export { withoutSecrets } from './logger.ts';

export {
  createAuthorizationServer,
  type AuthorizationServer,
  type AuthorizationServerOptions,
} from './oauth/authorization-server.ts';
export {
  certificateFromHeader,
  certificateOfConnection,
  type ClientCertificate,
  type ClientCertificateReader,
  type Confirmation,
} from './oauth/certificates.ts';
export type { Application, ClientAuthentication, ClientStore, OAuthClient } from './oauth/clients.ts';
export type { DeviceAnswer, DeviceOutcome } from './oauth/device-answer.ts';
export { memoryFlowRecords, type FlowPayload, type FlowRecords } from './oauth/flow-records.ts';
export type { People, Person } from './oauth/people.ts';
export type { PeopleOptions } from './oauth/person-flows.ts';
export type { Asker } from './oauth/introspection.ts';
export { memoryClients, type MemoryClient } from './oauth/memory-clients.ts';
export { memoryRevocations, type RevocationStore } from './oauth/revocations.ts';
export {
  generateSigningKey,
  jwksMaxAge,
  SigningKeyRing,
  type SigningKey,
  type SigningKeySet,
} from './oauth/signing-keys.ts';
export { createResourceServer, type ResourceServer, type ResourceServerOptions } from './oauth/resource-server.ts';
export type { IssuedToken, TokenAuthority, TokenRequest } from './oauth/tokens.ts';
export { InvalidTokenError, type TokenVerifier } from './oauth/verification.ts';
