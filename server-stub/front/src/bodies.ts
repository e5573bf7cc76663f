import { parse as parseForm } from 'node:querystring';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem.ts';
import { parseJson } from './validation/json.ts';

/** Fields that a form may have. Beyond that, Node's parser would silently drop the rest. */
const maxFields = 1000;

/** Reads bodies of any media type; whether a type is declared is the validator's business. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/(?:[\w.+-]+\+)?json\b/i,
    { parseAs: 'string' },
    async (_request: unknown, body: string) =>
      // Clients name a media type on every request, also where there is no body.
      body === '' ? undefined : parseJson(body),
  );
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string) => {
      if (body.split('&', maxFields + 1).length > maxFields) {
        throw new ProblemError('invalid-request', `A form may have at most ${maxFields} fields. Send fewer.`);
      }
      return { ...parseForm(body) };
    },
  );
  app.addContentTypeParser(/^text\//i, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** Where no body is expected, its media type is ignored, and so nobody stumbles over it (RFC 9110 section 9.3.5). */
export function ignoreMediaType({ headers }: FastifyRequest): void {
  delete headers['content-type'];
}
