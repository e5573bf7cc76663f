import type { IncomingMessage } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import type { FastifyRequest } from 'fastify';
import {
  InvalidTokenError,
  namedSchemes,
  parseAuthorization,
  presentedCredentials,
  type Contract,
  type TokenVerifier,
} from '@guichet/front';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** Bytes of an OAuth request that are kept for the journal. */
const formLimit = 65_536;

/** Finds the session of a request by the credential it presents, whether that still counts or not. */
export interface Attribution {
  /** Before the request is handled. */
  attribute(request: FastifyRequest): Promise<void>;
  /** The session of a request that was attributed. */
  sessionOf(request: FastifyRequest): Session | undefined;
  /** The form that an OAuth endpoint was sent, as far as it has come. */
  formOf(request: FastifyRequest): Readonly<Record<string, unknown>> | undefined;
}

/**
 * @param tokens verifies tokens by the sessions' clocks
 * @param oauthPaths where clients authenticate by id and secret
 */
export function createAttribution(
  contract: Contract,
  sessions: Sessions,
  tokens: TokenVerifier,
  oauthPaths: ReadonlySet<string>,
): Attribution {
  const schemes = namedSchemes(contract.securitySchemes);
  const found = new WeakMap<IncomingMessage, Session>();
  const forms = new WeakMap<IncomingMessage, () => string>();

  async function clientOfToken(token: string): Promise<string | undefined> {
    try {
      return (await tokens.verifyToken(token)).clientId;
    } catch (error) {
      if (error instanceof InvalidTokenError) return error.clientId;
      throw error;
    }
  }

  async function sessionFor(request: FastifyRequest): Promise<Session | undefined> {
    const authorization = parseAuthorization(request.headers.authorization);
    if (authorization?.scheme === 'bearer') return sessions.find(await clientOfToken(authorization.value));
    if (authorization?.scheme === 'basic') return sessions.find(basicClientId(authorization.value));
    const key = presentedCredentials(schemes, request).find(({ kind }) => kind === 'apiKey');
    return key && sessions.findByApiKey(key.value);
  }

  const formOf: Attribution['formOf'] = ({ raw }) => {
    const text = forms.get(raw)?.();
    return text ? { ...parseForm(text) } : undefined;
  };

  return {
    async attribute(request) {
      if (request.method === 'POST' && oauthPaths.has(request.routeOptions.url ?? '')) {
        forms.set(request.raw, keepBody(request.raw));
      }
      const session = await sessionFor(request);
      if (session) found.set(request.raw, session);
    },
    sessionOf(request) {
      const known = found.get(request.raw);
      if (known) return known;
      // A client that authenticates in the form is known once the form is there.
      const clientId = formOf(request)?.['client_id'];
      return typeof clientId === 'string' ? sessions.find(clientId) : undefined;
    },
    formOf,
  };
}

/** Id and secret are form-encoded before they are joined (RFC 6749 section 2.3.1). */
function basicClientId(value: string): string | undefined {
  const [id = ''] = Buffer.from(value, 'base64').toString('utf8').split(':', 1);
  try {
    return decodeURIComponent(id.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** The authorization server reads the body itself: it is copied where Node's parser hands it over. */
function keepBody(request: IncomingMessage): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  const { push } = request;
  request.push = function copy(this: IncomingMessage, chunk: unknown, encoding?: BufferEncoding) {
    if (Buffer.isBuffer(chunk) && (size += chunk.length) <= formLimit) chunks.push(chunk);
    return push.call(this, chunk, encoding);
  };
  return () => Buffer.concat(chunks).toString('utf8');
}
