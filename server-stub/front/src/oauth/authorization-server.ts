import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OAuthEndpoints } from '../contract/endpoints.ts';
import type { Principal } from '../access/principal.ts';
import { ProblemError } from '../problem.ts';
import { authenticateClient, type ClientStore } from './clients.ts';
import { parseAuthorization } from '../access/presented.ts';
import { createIntrospector, introspectByBearer, type IntrospectionOptions, type Standing } from './introspection.ts';
import { answerForJwts } from './jwt-endpoints.ts';
import { authorizationServerMetadata } from './metadata.ts';
import { createProvider } from './provider.ts';
import { memoryRevocations, type RevocationStore } from './revocations.ts';
import { importSigningKeys, type SigningKeySet } from './signing-keys.ts';
import { createTokens, type TokenAuthority, type TokenOptions } from './tokens.ts';

export interface AuthorizationServerOptions extends Pick<TokenOptions, 'maxTokenAge' | 'clockTolerance' | 'cacheSize'> {
  /** Origin under which the server is known, such as `https://api.example.com`. Never taken from a request. */
  issuer: string;
  /** The API that the tokens are for (`aud`). Default the issuer. */
  audience?: string;
  /** Where the endpoints are: `contract.endpoints`. */
  endpoints: OAuthEndpoints;
  /** Private keys as a JWK set; the first signs. */
  signingKeys: SigningKeySet;
  /** Scopes to publish: `contract.scopes`. */
  scopes: readonly string[];
  clients: ClientStore;
  /** Lifetime of access tokens in seconds. Default 900. */
  accessTokenTtl?: number;
  /** Default in memory, for one process. */
  revocations?: RevocationStore;
  /** Scopes with which one may introspect the tokens of others: `contract.introspectionScopes`. Default nobody may. */
  introspectionScopes?: readonly string[];
  /** Told of faults behind an OAuth error 500. Default nobody. */
  onError?: (error: unknown) => void;
}

/** Issues, verifies, revokes and describes tokens; `mount` puts its endpoints on a Fastify instance. */
export interface AuthorizationServer extends TokenAuthority {
  /** Method and path of the endpoints in service. */
  readonly routes: readonly { method: 'GET' | 'POST'; path: string }[];
  /** @param standing what counts for introspection by a token beside the token itself */
  mount(app: FastifyInstance, standing?: Standing): void;
  /** The principal of a client that authenticates by its secret on an operation itself (HTTP Basic). */
  authenticate(clientId: string, secret: string): Promise<Principal | undefined>;
}

/**
 * An OAuth 2.0 authorization server for client credentials (RFC 6749 section 4.4), with revocation (RFC 7009),
 * introspection (RFC 7662), metadata (RFC 8414) and JWT access tokens (RFC 9068).
 *
 * @throws {TypeError} when a signing key cannot be used
 */
export async function createAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const { issuer, endpoints, clients, revocations = memoryRevocations() } = options;
  const keys = await importSigningKeys(options.signingKeys);
  const tokens = createTokens({
    ...options,
    audience: options.audience ?? issuer,
    keys,
    revocations,
    ...(options.accessTokenTtl === undefined ? {} : { ttl: options.accessTokenTtl }),
  });
  const { provider } = createProvider({ issuer, endpoints, clients, keys, tokens });
  const introspection: IntrospectionOptions = {
    tokens,
    clients,
    scopes: options.introspectionScopes ?? [],
    standing: {},
  };
  const introspect = createIntrospector(introspection);
  // First, and so around all the others: it answers for what fails in them.
  provider.use(finish);
  answerForJwts(provider, { tokens, revocations, introspect });
  /** What went wrong inside oidc-provider, which answers 500 to all of it. */
  const faults = new WeakMap<object, unknown>();
  provider.on('server_error', (context, error) => {
    faults.set(context, error);
    options.onError?.(error);
  });
  provider.silent = true;

  const callback = provider.callback();
  const hijack = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    void callback(request.raw, reply.raw);
  };
  const posts = [endpoints.token_endpoint, endpoints.revocation_endpoint, endpoints.introspection_endpoint].filter(
    (path) => path !== undefined,
  );
  const documents = [
    { path: endpoints.metadata, body: authorizationServerMetadata({ issuer, endpoints, scopes: options.scopes }) },
    { path: endpoints.jwks_uri, body: keys.publicJwks },
  ];

  return {
    ...tokens,
    routes: [
      ...posts.map((path) => ({ method: 'POST' as const, path })),
      ...documents.map(({ path }) => ({ method: 'GET' as const, path })),
    ],
    mount(app, standing = {}) {
      introspection.standing = standing;
      const byBearer = introspectByBearer(introspect, introspection);
      const introspectionHandler = (request: FastifyRequest, reply: FastifyReply) => {
        const authorization = parseAuthorization(request.headers.authorization);
        return authorization?.scheme === 'bearer'
          ? byBearer(request, reply, authorization.value)
          : hijack(request, reply);
      };
      void app.register(async (scope) => {
        // oidc-provider reads the body itself.
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
        scope.setErrorHandler((error: unknown, request, reply) => {
          const { statusCode = 500, message } = error as { statusCode?: number; message?: string };
          void reply.header('cache-control', 'no-store');
          if (statusCode < 500 && !(error instanceof ProblemError)) {
            return reply.code(400).send({ error: 'invalid_request', error_description: message });
          }
          request.log.error({ err: error }, 'an OAuth endpoint failed');
          options.onError?.(error);
          const { status, headers, body } = oauthFault(error);
          return reply.code(status).headers(headers).send(body);
        });
        for (const path of posts)
          scope.post(path, path === endpoints.introspection_endpoint ? introspectionHandler : hijack);
        for (const { path, body } of documents) scope.get(path, async () => body);
      });
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

  /**
   * oidc-provider names the scheme only to clients that tried Basic; RFC 9110 section 15.5.2 wants it on every 401. And
   * it opens the endpoints to pages of any origin, which clients with a secret have no use for.
   */
  async function finish(context: Parameters<Parameters<typeof provider.use>[0]>[0], next: () => Promise<unknown>) {
    try {
      await next();
    } catch (error) {
      faults.set(context, error);
      options.onError?.(error);
    }
    if (faults.has(context)) {
      const { status, headers, body } = oauthFault(faults.get(context));
      context.status = status;
      context.set(headers);
      context.body = body;
    }
    context.set('Cache-Control', 'no-store');
    for (const name of corsHeaders) context.remove(name);
    if (context.status === 401 && !context.response.get('WWW-Authenticate')) {
      context.set('WWW-Authenticate', `Basic realm="${issuer}", error="invalid_client"`);
    }
  }
}

/** A failure of ours in OAuth's shape. A store that is away comes back: 503 tells clients to wait for it. */
function oauthFault(error: unknown) {
  if (error instanceof ProblemError && error.status === 503) {
    return {
      status: 503,
      headers: { 'retry-after': '5', ...error.headers },
      body: { error: 'temporarily_unavailable', error_description: error.message },
    };
  }
  const error_description = 'Try again. If it persists, write to us with the X-Request-Id.';
  return { status: 500, headers: {}, body: { error: 'server_error', error_description } };
}

const corsHeaders = ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Vary'];
