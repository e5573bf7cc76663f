import { parse as parseForm } from 'node:querystring';
import type { FastifyInstance } from 'fastify';

/** Reads bodies of any media type; whether a type is declared is the validator's business. */
export function readBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>(
    /^application\/(?:[\w.+-]+\+)?json\b/i,
    { parseAs: 'string' },
    (request, body, done) => {
      // Clients name a media type on every request, also where there is no body.
      if (body === '') done(null, undefined);
      else parseJson(request, body, done);
    },
  );
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, { ...parseForm(body as string) });
  });
  app.addContentTypeParser(/^text\//i, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
