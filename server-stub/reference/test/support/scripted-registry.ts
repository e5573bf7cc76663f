import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { digestApiKey, generateApiKey } from '../../src/secrets/api-key.ts';

export interface Change {
  sequence: number;
  type: string;
  occurred_at: string;
  key_hash: string;
  client_id: string;
  scopes: string[];
  resources: string[];
  environment: string;
  expires_at: string | null;
}

export interface Asked {
  path: string;
  query: URLSearchParams;
  authorization: string | undefined;
  /** The key to check. */
  key: string | undefined;
}

/** What is answered instead of the truth. A function writes what it likes, or nothing. */
export type Lie = Said | ((to: ServerResponse) => void);

interface Said {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/**
 * A registry over real HTTP that says what a test wants: the truth about the keys that were issued here, unless it is told
 * to lie, to be silent or to be away.
 */
export async function openScriptedRegistry() {
  let history: Change[] = [];
  const asked: Asked[] = [];
  let sequence = 0;

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  server.on('clientError', (_error, socket) => socket.destroy());

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://registry.invalid');
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { api_key: key } = (text === '' ? {} : JSON.parse(text)) as { api_key?: string };
    const question = { path: url.pathname, query: url.searchParams, authorization: request.headers.authorization, key };
    asked.push(question);
    if (registry.latency > 0) await delay(registry.latency);
    const lie = registry.lie?.(question);
    if (typeof lie === 'function') return lie(response);
    send(response, lie ?? { body: truth(question) });
  }

  function truth({ path, query, key = '' }: Asked): unknown {
    if (path === '/api-keys/changes') {
      const [after, limit] = [Number(query.get('after') ?? 0), Number(query.get('limit') ?? 500)];
      const waiting = history.filter((change) => change.sequence > after);
      const changes = waiting.slice(0, limit);
      const hasMore = waiting.length > changes.length;
      return { changes, last_sequence: hasMore ? changes.at(-1)?.sequence : sequence, has_more: hasMore };
    }
    const last = history.findLast(({ key_hash }) => key_hash === digestApiKey(key));
    const ended = last?.expires_at != null && Date.parse(last.expires_at) <= Date.now();
    if (last === undefined || last.type === 'revoked' || ended) return { active: false };
    const { client_id, scopes, resources, environment, expires_at } = last;
    return { active: true, client_id, scopes, resources, environment, expires_at };
  }

  function note(key: string, type: string, state: Partial<Change>): void {
    const before = history.findLast(({ key_hash }) => key_hash === digestApiKey(key));
    sequence += 1;
    history.push({
      client_id: `rc_${sequence}`,
      scopes: ['collectivites.read'],
      resources: [],
      environment: 'live',
      expires_at: null,
      ...before,
      ...state,
      sequence,
      type,
      occurred_at: new Date().toISOString(),
      key_hash: digestApiKey(key),
    });
  }

  async function listen(port: number): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  }

  await listen(0);
  const { port } = server.address() as AddressInfo;

  const registry = {
    url: `http://127.0.0.1:${port}`,
    /** Everything that was asked, in order. */
    asked,
    /** How long each answer is held back, in ms. */
    latency: 0,
    /** Says something else than the truth to some questions. */
    lie: undefined as ((question: Asked) => Lie | undefined) | undefined,
    issue(state: Partial<Change> = {}): string {
      const { value } = generateApiKey();
      note(value, 'issued', state);
      return value;
    },
    change: (key: string, state: Partial<Change>, type = 'changed') => note(key, type, state),
    revoke: (key: string) => note(key, 'revoked', {}),
    /** How often keys were checked here. */
    get checks(): number {
      return asked.filter(({ path }) => path === '/api-keys/validate').length;
    },
    /** @returns brings everything back to where it is now, as a restored backup does */
    backup(): () => void {
      const [kept, at] = [[...history], sequence];
      return () => {
        history = kept;
        sequence = at;
      };
    },
    /** Leaves a gap in the sequence, as a transaction that failed does. */
    skip(numbers: number): void {
      sequence += numbers;
    },
    async away(): Promise<void> {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
    back: () => listen(port),
    close: () => registry.away(),
  };
  return registry;
}

export type ScriptedRegistry = Awaited<ReturnType<typeof openScriptedRegistry>>;

function send(response: ServerResponse, { status = 200, headers = {}, body }: Said): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
