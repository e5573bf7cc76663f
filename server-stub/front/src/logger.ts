import { LogController, type FastifyRequest, type FastifyServerOptions } from 'fastify';
import { identity } from '../../../guichet.config.ts';

type Logger = FastifyServerOptions['logger'];

/** Members that hold secrets, or whatever was sent. */
const secret = [
  'headers',
  'authorization',
  'cookie',
  'password',
  'client_secret',
  'client_assertion',
  'access_token',
  'refresh_token',
  'device_code',
  'code_verifier',
  'api_key',
];

/** How many levels deep they are looked for. It costs: lines of calls, which hold nothing of the kind, go without. */
const depth = 4;

/** A safety net for what handlers log; the front itself logs no headers, bodies or queries. */
const redact = {
  paths: Array.from({ length: depth }, (_, level) => secret.map((name) => '*.'.repeat(level) + name)).flat(),
  censor: '[redacted]',
};

/** Our own secrets, whatever they are part of, and JSON Web Tokens. */
const shapes = new RegExp(String.raw`${identity.secretPrefix}\w{8,}|\bey[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)*`, 'gu');

/**
 * A text without what looks like a secret of ours or a token.
 *
 * @param censor - what stands there instead
 */
export function withoutSecrets(text: string, censor = '[redacted]'): string {
  // Most lines have neither.
  return text.includes(identity.secretPrefix) || text.includes('ey') ? text.replaceAll(shapes, censor) : text;
}

/** How many causes of an error are told. */
const causes = 5;

interface LoggedError {
  type: string;
  message: string;
  stack: string;
  cause?: LoggedError;
  [member: string]: unknown;
}

/** What is known of an error. Its other members can hold anything: PostgreSQL's the row that was to be written. */
function describe(error: unknown, left = causes): LoggedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'Something that is not an Error was thrown.', stack: '' };
  const { name, message, stack = '', cause } = error;
  const { code } = error as { code?: unknown };
  return {
    type: name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    stack,
    ...(cause instanceof Error && left > 0 ? { cause: describe(cause, left - 1) } : {}),
  };
}

const serializers = {
  // No path: whoever sends a token there by mistake should not find it in our log.
  req: ({ method, routeOptions, id }: FastifyRequest) => ({ id, method, route: routeOptions?.url }),
  err: (error: unknown) => describe(error),
};

/** Fastify's logger with what must not be logged taken out. */
export function loggerOptions(logger: Logger): Logger {
  if (logger === undefined || logger === false) return false;
  const { hooks, ...given } = logger === true ? {} : logger;
  return {
    redact,
    ...given,
    serializers: { ...serializers, ...given.serializers },
    hooks: { streamWrite: (line) => withoutSecrets(line), ...hooks },
  };
}

/** One line for each call is written when it has ended: Fastify's own are left out. */
class OneLineACall extends LogController {
  override incomingRequest(): void {}
  override requestCompleted(): void {}
  override routeNotFound(): void {}
}

export const logController = new OneLineACall({ requestIdLogLabel: 'request_id' });
