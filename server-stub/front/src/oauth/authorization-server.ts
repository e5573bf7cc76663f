import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import type { OAuthEndpoints } from '../contract/endpoints.ts';
import type { Principal } from '../access/principal.ts';
import { ProblemError } from '../problem.ts';
import { parseAuthorization } from '../access/presented.ts';
import { guardedObserver, type AuthenticationObserver } from '../events.ts';
import { isHolderOf, type ClientCertificateReader } from './certificates.ts';
import { authenticateClient, type ClientStore } from './clients.ts';
import { answerDevice, type DeviceAnswer, type DeviceOutcome } from './device-answer.ts';
import { oauthFault } from './faults.ts';
import { memoryFlowRecords, type FlowRecords } from './flow-records.ts';
import { createIntrospector, introspectByBearer, type Standing } from './introspection.ts';
import { answerForJwts } from './jwt-endpoints.ts';
import { authorizationServerMetadata } from './metadata.ts';
import { pagePaths, type PeopleOptions } from './person-flows.ts';
import { assertionAlgorithms, authMethods, createProvider } from './provider.ts';
import { sessionOf, memoryRevocations, type RevocationStore } from './revocations.ts';
import type { Attempts } from '../limits/attempts.ts';
import { refuseGuess } from './guesses.ts';
import { refuseLong } from './long-requests.ts';
import { mountSignIn } from './sign-in.ts';
import { jwksMaxAge, SigningKeyRing, type SigningKeySet } from './signing-keys.ts';
import { createTokens, type TokenAuthority, type TokenOptions } from './tokens.ts';

export interface AuthorizationServerOptions extends Pick<TokenOptions, 'maxTokenAge' | 'clockTolerance' | 'cacheSize'> {
  /** Origin under which the server is known, such as `https://api.example.com`. Never taken from a request. */
  issuer: string;
  /** The API that the tokens are for (`aud`). Default the issuer. */
  audience?: string;
  /** Where the endpoints are: `contract.endpoints`. */
  endpoints: OAuthEndpoints;
  /** Private keys as a JWK set, of which the first signs; a ring when they change while the server runs. */
  signingKeys: SigningKeySet | SigningKeyRing;
  /** Scopes to publish: `contract.scopes`. */
  scopes: readonly string[];
  clients: ClientStore;
  /** How people sign in: with it come authorization code with PKCE, device flow and refresh tokens. Default client credentials only. */
  people?: PeopleOptions;
  /** What those flows leave between two requests. Default in memory, for one process. */
  flowRecords?: FlowRecords;
  /** Keys that the cookies of a sign-in are signed with. Default random, for one process. */
  cookieKeys?: readonly string[];
  /** Where the certificate of a client is found (RFC 8705). Default clients cannot authenticate by one. */
  clientCertificate?: ClientCertificateReader;
  /** Lifetime of access tokens in seconds. Default 900. */
  accessTokenTtl?: number;
  /** Default in memory, for one process. */
  revocations?: RevocationStore;
  /** Scopes with which one may introspect the tokens of others: `contract.introspectionScopes`. Default nobody may. */
  introspectionScopes?: readonly string[];
  /**
   * Wraps the issuing and checking of tokens at every endpoint, for instance with a clock of its own. Default none.
   */
  decorateTokens?: (tokens: TokenAuthority) => TokenAuthority;
  /** Told of faults behind an OAuth error 500. Default nobody. */
  onError?: (error: unknown) => void;
  /** Told of each event of authentication, such as for an audit. Default nobody. */
  onEvent?: AuthenticationObserver;
}

/** Issues, verifies, revokes and describes tokens; `mount` puts its endpoints on a Fastify instance. */
export interface AuthorizationServer extends TokenAuthority {
  /** Method and path of the endpoints in service. */
  readonly routes: readonly { method: 'GET' | 'POST'; path: string }[];
  /** @param standing what counts for introspection by a token beside the token itself */
  mount(app: FastifyInstance, standing?: Standing & { attempts?: Attempts | undefined }): void;
  /** Whether a request comes with the certificate that the token is bound to, if it is bound to one (RFC 8705 section 3). */
  isHolder(principal: Principal, request: IncomingMessage): boolean;
  /** The principal of a client that authenticates by its secret on an operation itself (HTTP Basic). */
  authenticate(clientId: string, secret: string): Promise<Principal | undefined>;
  /**
   * Answers a device on a person's behalf, without the pages: for tests of programs. Whoever can call this is that person.
   *
   * @throws {RangeError} when there is no such person, or people cannot sign in here
   */
  answerDevice(answer: DeviceAnswer): Promise<DeviceOutcome>;
}

/**
 * An OAuth 2.0 authorization server: client credentials (RFC 6749 section 4.4) and, with `people`, authorization code with
 * PKCE (RFC 7636), device authorization (RFC 8628) and rotating refresh tokens (RFC 9700); with revocation (RFC 7009),
 * introspection (RFC 7662), metadata (RFC 8414) and JWT access tokens (RFC 9068).
 *
 * @throws {TypeError} when a signing key cannot be used
 */
export async function createAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const { issuer, endpoints, clients, people, revocations = memoryRevocations() } = options;
  const { accessTokenTtl: ttl = 900, flowRecords: records = memoryFlowRecords() } = options;
  const onError = options.onError ?? (() => {});
  const onEvent = guardedObserver(options.onEvent, onError);
  const { signingKeys } = options;
  const keys = signingKeys instanceof SigningKeyRing ? signingKeys : await SigningKeyRing.of(signingKeys);
  const issued = createTokens({ ...options, audience: options.audience ?? issuer, keys, revocations, ttl });
  const tokens = options.decorateTokens?.(issued) ?? issued;
  const { provider } = await createProvider({ ...options, tokens, ttl, records, endFamily, onError, onEvent });

  const programs = [endpoints.token_endpoint, endpoints.revocation_endpoint, endpoints.introspection_endpoint].filter(
    (path) => path !== undefined,
  );
  const flows = people ? routesOfPeople(endpoints, people) : [];
  const metadata = authorizationServerMetadata({
    issuer,
    endpoints,
    scopes: options.scopes,
    authMethods: authMethods(options),
    assertionAlgorithms,
    people: people !== undefined,
  });
  const documents = [
    { path: endpoints.metadata, body: () => metadata },
    { path: endpoints.jwks_uri, body: () => keys.publicJwks },
  ];

  return {
    ...tokens,
    routes: [
      ...programs.map((path) => ({ method: 'POST' as const, path })),
      ...flows,
      ...documents.map(({ path }) => ({ method: 'GET' as const, path })),
    ],
    mount(app, standing = {}) {
      const introspection = { tokens, clients, scopes: options.introspectionScopes ?? [], standing };
      const introspect = createIntrospector(introspection);
      answerForJwts(provider, { tokens, revocations, introspect });
      const hijack = handOver(provider, issuer);
      const byBearer = introspectByBearer(introspect, introspection, isHolder);
      const introspectionHandler = (request: FastifyRequest, reply: FastifyReply) => {
        const authorization = parseAuthorization(request.headers.authorization);
        return authorization?.scheme === 'bearer'
          ? byBearer(request, reply, authorization.value)
          : hijack(request, reply);
      };
      const codesPath = people && pagePaths(people).devicePath;
      const devicePath = people && endpoints.device_authorization_endpoint;
      const handlerOf = (method: string, path: string) => {
        if (method === 'POST' && path === codesPath) return codeHandler;
        return path === endpoints.authorization_endpoint || (method === 'POST' && path === devicePath)
          ? guarded
          : hijack;
      };
      const guarded = (request: FastifyRequest, reply: FastifyReply) =>
        refuseLong(request, reply) ? reply : hijack(request, reply);
      const codeHandler = (request: FastifyRequest, reply: FastifyReply) =>
        refuseGuess(standing.attempts, request, reply, onEvent) ? reply : hijack(request, reply);
      void app.register(async (scope) => {
        // oidc-provider reads the body itself.
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
        answerFaults(scope);
        for (const path of programs)
          scope.post(path, path === endpoints.introspection_endpoint ? introspectionHandler : hijack);
        for (const { method, path } of flows)
          scope.route({
            method,
            url: path,
            exposeHeadRoute: false,
            handler: handlerOf(method, path),
          });
        for (const { path, body } of documents)
          scope.get(path, async (_request, reply) => {
            void reply.header('cache-control', `public, max-age=${jwksMaxAge}`);
            return body();
          });
      });
      if (people) {
        void app.register(async (scope) =>
          mountSignIn(scope, provider, {
            ...people,
            issuer,
            audience: tokens.audience,
            attempts: standing.attempts,
            onEvent,
          }),
        );
      }
    },
    isHolder,
    async answerDevice(answer) {
      if (!people) throw new RangeError('People cannot sign in here. Pass the option people.');
      return answerDevice(provider, { people: people.people, audience: tokens.audience }, answer);
    },
    async authenticate(clientId, secret) {
      const client = await authenticateClient(clients, clientId, secret);
      if (!client) return undefined;
      const { subject, scopes, resources, role } = client;
      return {
        kind: 'client',
        subject,
        clientId,
        scopes: new Set(scopes),
        resources,
        ...(role === undefined ? {} : { role }),
        claims: { sub: subject, client_id: clientId },
      };
    },
  };

  function isHolder(principal: Principal, request: IncomingMessage): boolean {
    return isHolderOf(principal, request, options.clientCertificate);
  }

  /** Ends a grant of a person with all that came of it: codes, refresh tokens, and the access tokens that still live. */
  async function endFamily(grantId: string): Promise<void> {
    await records.revokeByGrantId(grantId);
    await records.destroy('Grant', grantId);
    await revocations.revoke(sessionOf(grantId), Math.ceil(Date.now() / 1000) + ttl);
  }

  function answerFaults(scope: FastifyInstance): void {
    scope.setErrorHandler((error: unknown, request, reply) => {
      const { statusCode = 500, message } = error as { statusCode?: number; message?: string };
      void reply.header('cache-control', 'no-store');
      // What the front refused before us, in OAuth's shape: a problem names its status differently from Fastify's
      // errors.
      if ((error instanceof ProblemError ? error.status : statusCode) < 500) {
        return reply.code(400).send({ error: 'invalid_request', error_description: message });
      }
      request.log.error({ err: error }, 'an OAuth endpoint failed');
      onError(error);
      const { status, headers, body } = oauthFault(error);
      return reply.code(status).headers(headers).send(body);
    });
  }
}

/** The endpoints of flows with people: those of the contract, and the pages that they lead to. */
function routesOfPeople(endpoints: OAuthEndpoints, people: PeopleOptions) {
  const { authorization_endpoint: authorization, device_authorization_endpoint: device } = endpoints;
  const { devicePath } = pagePaths(people);
  return [
    ...(authorization
      ? [
          { method: 'GET' as const, path: authorization },
          { method: 'GET' as const, path: `${authorization}/:uid` },
        ]
      : []),
    ...(device
      ? [
          { method: 'POST' as const, path: device },
          { method: 'GET' as const, path: devicePath },
          { method: 'POST' as const, path: devicePath },
          { method: 'GET' as const, path: `${devicePath}/:uid` },
        ]
      : []),
    { method: 'POST' as const, path: '/session/end/confirm' },
  ];
}

/** A handler that lets oidc-provider answer. */
function handOver(provider: Provider, issuer: string) {
  const callback = provider.callback();
  const { protocol, host } = new URL(issuer);
  const forwarded = { 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host };
  return (request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    // Addresses are built from the issuer, whatever host the request names (T3); the front has already established who calls.
    Object.assign(request.raw.headers, forwarded, { 'x-forwarded-for': request.ip });
    void callback(request.raw, reply.raw);
  };
}
