import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What an answer of the back room is changed to on its way out. */
export interface Amendment {
  headers?: Readonly<Record<string, string>>;
  /** In place of its body. */
  body?: { mediaType: string; value: unknown };
}

/**
 * Amends answers without a word to whoever gives them: headers and status stay those that the contract declares.
 *
 * @returns amends the answer to a request
 */
export function amendAnswers(app: FastifyInstance): (request: FastifyRequest, amendment: Amendment) => void {
  const amendments = new WeakMap<object, Amendment>();
  app.addHook('onSend', (request, reply, payload, done) => {
    const amendment = amendments.get(request.raw);
    // Not what went wrong on the way there.
    if (!amendment) return done(null, payload);
    // The client has not asked for it.
    void reply.removeHeader('preference-applied').headers({ ...amendment.headers });
    if (!amendment.body) return done(null, payload);
    const { mediaType, value } = amendment.body;
    void reply.type(mediaType);
    return done(null, /json/.test(mediaType) ? JSON.stringify(value) : String(value));
  });
  return (request, amendment) => void amendments.set(request.raw, amendment);
}
