import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { withoutSecrets } from './logger.ts';

/** The client's own id of the request when it is a sane one and no secret, else a new one: it ends up in logs and answers. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && /^[\w.:+/=-]{1,128}$/.test(sent) && withoutSecrets(sent) === sent
    ? sent
    : randomUUID();
}
