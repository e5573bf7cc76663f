import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

const answers: Readonly<Record<string, { status: number; detail: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'Address and headers together may have 16 kB. Send less.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request did not arrive in time. Send it again.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'The chunks of the body have extensions that are too long.' },
};
const malformed = {
  status: 400,
  detail: 'This is not HTTP as RFC 9112 defines it. Check the headers and the length of the body.',
};

/**
 * Answers what never became a request with problem details too: their `type` is `about:blank`, as they say no more than
 * the status does (RFC 9457 section 4.2.1). The connection ends: nobody knows where the next request would start.
 */
export function answerConnectionError(this: FastifyInstance, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, detail } = answers[error.code ?? ''] ?? malformed;
  const requestId = randomUUID();
  // The error holds what was received, secrets included: its code is enough.
  this.log.info({ request_id: requestId, code: error.code }, 'a connection sent no request');
  if (socket.writable) {
    const title = STATUS_CODES[status];
    const body = JSON.stringify({ type: 'about:blank', title, status, detail, requestId });
    const headers = {
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'x-request-id': requestId,
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroySoon();
}
