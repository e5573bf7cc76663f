import { optionError } from '../options.ts';

/** The proxies of a fetch; an empty string is none. */
export interface Proxies {
  /** For https; where it is empty, undici uses the one for http. */
  https: string;
  /** For http. */
  http: string;
  /** Hosts that are reached directly, as in `NO_PROXY`. */
  except: string;
}

const accepted = 'the URL of an http or https proxy, such as `http://proxy.example:3128`';

/** A proxy's URL in full; its value may hold a password, so that no message shows it. */
function proxyUrl(where: string, value: string): string {
  // `proxy.example:3128`, as many environments have it, is an http proxy.
  const written = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  let url: URL;
  try {
    url = new URL(written);
    decodeURIComponent(url.username + url.password);
  } catch {
    throw new TypeError(`nodeFetch: ${where} is not a URL. Pass ${accepted}; encode user and password for a URL.`);
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url.href;
  throw new TypeError(`nodeFetch: ${where} starts with \`${url.protocol}\`. Pass ${accepted}.`);
}

/** As curl has it: lower case first. An empty variable is a switch that is off. */
const variable = (name: string): [name: string, value: string] | undefined => {
  for (const spelling of [name.toLowerCase(), name]) {
    const value = process.env[spelling];
    if (value !== undefined) return [spelling, value.trim()];
  }
  return undefined;
};

const fromEnvironment = (name: string): string => {
  const [spelling, value] = variable(name) ?? [name, ''];
  return value === '' ? '' : proxyUrl(`${spelling} of the environment`, value);
};

/** @throws TypeError naming the option or variable that is not a proxy */
export function proxiesOf(proxy: unknown, noProxy: unknown): Proxies {
  if (noProxy !== undefined && typeof noProxy !== 'string' && !Array.isArray(noProxy)) {
    throw optionError('nodeFetch', 'noProxy', noProxy, 'hosts as a list or separated by commas');
  }
  const given = Array.isArray(noProxy) ? noProxy.join(',') : noProxy;
  const except = given ?? variable('NO_PROXY')?.[1] ?? '';
  if (proxy === false) return { https: '', http: '', except };
  if (proxy === undefined) {
    return { https: fromEnvironment('HTTPS_PROXY'), http: fromEnvironment('HTTP_PROXY'), except };
  }
  const isText = (typeof proxy === 'string' && proxy !== '') || proxy instanceof URL;
  if (!isText) throw optionError('nodeFetch', 'proxy', proxy, `${accepted}, or \`false\` for none`);
  const url = proxyUrl('`proxy`', String(proxy));
  return { https: url, http: url, except };
}

/** The connection to the proxy failed, or the proxy refused; `connectionError` reports it. */
export class ProxyFailure extends Error {
  readonly code: string;
  /** Host and port of the proxy, without the user that its URL may name. */
  readonly proxy: string;

  constructor(code: string, proxy: string, options?: ErrorOptions) {
    super(`The proxy ${proxy} failed (${code}).`, options);
    this.code = code;
    this.proxy = proxy;
  }
}
