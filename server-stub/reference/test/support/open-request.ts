import { once } from 'node:events';
import { request, type Agent, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';

const body = 'grant_type=client_credentials&client_id=nobody&client_secret=wrong';

/**
 * A request whose body comes in two parts; the server cannot answer before the second.
 *
 * @returns when the server has read its head, which `100 Continue` (RFC 9110, section 10.1.1) tells: a connection that is only
 *   open may still wait to be accepted, and is reset when the server takes no more
 */
export async function openRequest(url: string, agent: Agent) {
  const out = request(`${url}/oauth/token`, {
    method: 'POST',
    agent,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': body.length,
      expect: '100-continue',
    },
  });
  const taken = once(out, 'continue');
  const answer = once(out, 'response').then(async ([response]) => {
    const { statusCode, headers } = response as IncomingMessage;
    let text = '';
    for await (const chunk of response as IncomingMessage) text += String(chunk);
    return { status: statusCode, connection: headers.connection, text };
  });
  answer.catch(() => {});
  out.write(body.slice(0, 20));
  await taken;
  return { answer, finish: () => out.end(body.slice(20)) };
}

/** Whether a server takes no connection any more. */
export function refused(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => resolve(false));
    socket.once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}
