import type { Dispatcher, RequestInit as UndiciInit } from 'undici';
import { builtinModules } from '../runtime.ts';
import { ProxyFailure, type Proxies, proxiesOf } from './proxy.ts';
import { type TlsOptions, tlsOf } from './tls.ts';
import { loadUndici } from './undici.ts';

/** What a fetch goes through, what it trusts, and what it shows of itself. */
export interface NodeFetchOptions extends TlsOptions {
  /**
   * Proxy of every request, `http://` or `https://`, with user and password in the URL where it asks for them; `false`
   * for none. Default: `HTTPS_PROXY` and `HTTP_PROXY` of the environment, in lower or upper case; https goes through
   * `HTTP_PROXY` where that alone is set.
   */
  proxy?: string | URL | false | undefined;
  /** Hosts that are reached without it, `.example.org` with all below. Default: `NO_PROXY` of the environment. */
  noProxy?: string | readonly string[] | undefined;
}

/** A `fetch` with sockets of its own. */
export interface NodeFetch {
  (...request: Parameters<typeof fetch>): Promise<Response>;
  /** Ends its sockets once running requests are over; what is asked of it afterwards fails. */
  close(): Promise<void>;
}

type Undici = typeof import('undici');

/** A pool of connections to a proxy, whose failures say that they are the proxy's. */
function toProxy({ Pool }: Undici, origin: URL, options: object): Dispatcher {
  const pool = new Pool(origin, options);
  const connect = pool.connect.bind(pool) as (given: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;
  // In a URL every IP address looks like this, and no name does.
  const isAddress = /^(\[.*\]|[\d.]+)$/.test(origin.hostname);
  const tunnel = async (given: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    let answer: Dispatcher.ConnectData;
    try {
      // undici names the proxy in TLS also by an address, which no server name may be (RFC 6066 section 3).
      answer = await connect(isAddress ? ({ ...given, servername: '' } as Dispatcher.ConnectOptions) : given);
    } catch (error) {
      throw new ProxyFailure('PROXY_UNREACHABLE', origin.host, { cause: error });
    }
    if (answer.statusCode === 200) return answer;
    answer.socket.on('error', () => {}).destroy();
    throw new ProxyFailure(`PROXY_${answer.statusCode}`, origin.host);
  };
  return Object.assign(pool, { connect: tunnel as typeof pool.connect });
}

function agentOf(undici: Undici, proxies: Proxies, tls: ReturnType<typeof tlsOf>): Dispatcher {
  // HTTP/1.1, as the platform's fetch of Node has it.
  const connect = { allowH2: false, ...tls.server };
  if (proxies.https === '' && proxies.http === '') return new undici.Agent({ allowH2: false, connect });
  return new undici.EnvHttpProxyAgent({
    allowH2: false,
    connect,
    requestTls: connect,
    proxyTls: { allowH2: false, ...tls.proxy },
    httpProxy: proxies.http,
    httpsProxy: proxies.https,
    noProxy: proxies.except,
    clientFactory: (origin, options) => toProxy(undici, origin, options),
  });
}

/** undici knows the classes of its own copy alone: what the platform made has to reach it in plain parts. */
async function plain({ FormData }: Undici, input: string | URL | Request, init: RequestInit = {}) {
  if (typeof input === 'object' && !(input instanceof URL)) {
    const { method, headers, signal, redirect, credentials, cache, integrity, keepalive, referrerPolicy } = input;
    const body = input.body === null || (init.body ?? null) !== null ? null : await input.arrayBuffer();
    const parts = { method, headers, signal, redirect, credentials, cache, integrity, keepalive, referrerPolicy, body };
    return { address: input.url, init: { ...parts, ...init } as RequestInit };
  }
  if (!(init.body instanceof globalThis.FormData)) return { address: input, init };
  const form = new FormData();
  for (const [name, value] of init.body) form.append(name, value as string);
  return { address: input, init: { ...init, body: form as unknown as BodyInit } };
}

/** A proxy that wants a password for plain http answers in the server's place; undici calls that a wrong argument. */
function told(error: unknown, proxies: Proxies): unknown {
  const cause = (error as { cause?: { message?: unknown } } | undefined)?.cause;
  if (!String(cause?.message).startsWith('Proxy Authentication Required')) return error;
  return new TypeError('fetch failed', { cause: new ProxyFailure('PROXY_407', new URL(proxies.http).host) });
}

/**
 * A `fetch` for Node that goes through proxies, trusts private authorities and shows a client certificate. Pass it as
 * `fetch` wherever a client or token source takes one.
 *
 * It is undici's own fetch, loaded with the first request: its responses have all that a `Response` has, but are not
 * instances of the global class.
 *
 * For Node, Bun and Deno.
 *
 * @throws TypeError when an option is not acceptable, or a proxy of the environment is not a URL; values are not shown.
 *   Also where the runtime has no such sockets: workerd, browsers
 *
 * @example
 * import { readFileSync } from 'node:fs';
 *
 * const fetch = nodeFetch({ ca: readFileSync('authority.pem'), cert: readFileSync('me.pem'), key: readFileSync('me.key') });
 * const tokens = clientCredentials({ tokenUrl, clientId, clientSecret, fetch });
 * const api = authorizedFetch({ tokens, baseUrl: 'https://api.example.org', fetch });
 * await fetch.close();
 */
export function nodeFetch(options: NodeFetchOptions = {}): NodeFetch {
  const load = builtinModules(
    'nodeFetch',
    'offers no choice of proxies, authorities or client certificates. Use the `fetch` of the platform, which is the default, or one that it provides for this, such as a binding with a client certificate.',
  );
  const proxies = proxiesOf(options.proxy, options.noProxy);
  const tls = tlsOf(options, load);
  let agent: Dispatcher | undefined;
  let closing: Promise<void> | undefined;

  const send = async (input: string | URL | Request, given?: RequestInit): Promise<Response> => {
    const undici = await loadUndici();
    const { address, init } = await plain(undici, input, given);
    if (closing) {
      const cause = Object.assign(new Error('This fetch has been closed.'), { code: 'UND_ERR_CLOSED' });
      throw new TypeError('fetch failed', { cause });
    }
    agent ??= agentOf(undici, proxies, tls);
    try {
      return (await undici.fetch(address, { ...(init as UndiciInit), dispatcher: agent })) as unknown as Response;
    } catch (error) {
      throw told(error, proxies);
    }
  };
  const close = (): Promise<void> => (closing ??= agent?.close() ?? Promise.resolve());
  return Object.assign(send, { close });
}
