import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf, messagePage, pageHeaders } from '../pages/index.ts';

/** The most bytes of a query or a body that begins a flow. Real ones have a few hundred. */
const most = 4_096;

/**
 * Refuses what is longer than it can need to be: anybody may begin a flow, and what they send is stored.
 *
 * @returns whether the request was answered here
 */
export function refuseLong(request: FastifyRequest, reply: FastifyReply): boolean {
  return request.method === 'GET' ? refuseQuery(request, reply) : refuseBody(request, reply);
}

function refuseQuery({ raw, headers }: FastifyRequest, reply: FastifyReply): boolean {
  if ((raw.url ?? '').length <= most) return false;
  const language = languageOf({ cookie: headers.cookie, acceptLanguage: headers['accept-language'] });
  const detail = `The address is longer than ${most} characters.`;
  void reply
    .code(414)
    .headers(pageHeaders(language))
    .send(messagePage({ kind: 'request_refused', status: 414, detail }, language));
  return true;
}

function refuseBody({ headers }: FastifyRequest, reply: FastifyReply): boolean {
  // A body of unknown length would have to be read to be measured.
  const unknown = headers['transfer-encoding'] !== undefined;
  if (!unknown && Number(headers['content-length'] ?? 0) <= most) return false;
  void reply
    .code(unknown ? 411 : 413)
    .header('cache-control', 'no-store')
    .send({
      error: 'invalid_request',
      error_description: unknown
        ? 'State the length of the body in Content-Length.'
        : `The body is longer than ${most} bytes.`,
    });
  return true;
}
