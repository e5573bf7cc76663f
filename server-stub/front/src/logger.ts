import type { FastifyRequest, FastifyServerOptions } from 'fastify';

type Logger = FastifyServerOptions['logger'];

/** A safety net for what handlers log; the front itself logs no headers, bodies or queries. */
const redact = {
  paths: [
    'req.headers',
    'headers.authorization',
    'headers.cookie',
    '*.authorization',
    '*.client_secret',
    '*.access_token',
    '*.refresh_token',
    'client_secret',
    'access_token',
    'refresh_token',
  ],
  censor: '[redacted]',
};

const serializers = {
  // The path alone: whoever sends a token in the query by mistake should not find it in our log.
  req: ({ method, url, ip }: FastifyRequest) => ({ method, path: url.replace(/\?.*/s, ''), remoteAddress: ip }),
};

/** Fastify's logger with what must not be logged taken out. */
export function loggerOptions(logger: Logger): Logger {
  if (logger === undefined || logger === false) return false;
  return logger === true
    ? { redact, serializers }
    : { redact, ...logger, serializers: { ...serializers, ...logger.serializers } };
}
