import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type {
  AuthorizationServerOptions,
  FrontOptions,
  OAuthClient,
  OpenApiDocument,
  People,
  Person,
} from '../../src/index.ts';
import { client, issuer, library, openLibrary, type Library } from '../fixture.ts';

const ok = { 200: { description: 'OK' } };

/** The library with its endpoints for people. */
const document: OpenApiDocument = {
  ...library,
  paths: {
    ...library.paths,
    '/auth/door': {
      servers: [{ url: '/' }],
      get: { operationId: 'door', 'x-oauth-endpoint': 'authorization_endpoint', security: [], responses: ok },
    },
    '/auth/kiosk': {
      servers: [{ url: '/' }],
      post: { operationId: 'kiosk', 'x-oauth-endpoint': 'device_authorization_endpoint', security: [], responses: ok },
    },
  },
};

export const redirectUri = 'http://127.0.0.1/back';

export const application = (overrides: Partial<OAuthClient> = {}): OAuthClient =>
  client({
    clientId: 'reader-app',
    subject: '',
    scopes: [],
    authentication: { method: 'none' },
    application: {
      name: 'Reading <room>',
      redirectUris: [redirectUri],
      grantTypes: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      native: true,
    },
    ...overrides,
  });

export interface Hall extends Library {
  /** The people; change the list to change the world. */
  people: Person[];
  /** How they sign in; replace a method to watch it. */
  signing: People;
}

/** The library with one reader, Ada, whose password is `engine`. */
export async function openHall(
  server: Partial<AuthorizationServerOptions> = {},
  front: Partial<FrontOptions> = {},
): Promise<Hall> {
  const people: Person[] = [{ subject: 'ada', name: 'Ada', scopes: ['books.read', 'books.write'], role: 'reader' }];
  const signing: People = {
    signIn: async (login, password) =>
      password === 'engine' ? people.find(({ subject }) => subject === login) : undefined,
    find: async (wanted) => people.find(({ subject }) => subject === wanted),
  };
  const opened = await openLibrary({
    document,
    server: {
      people: {
        people: signing,
        scopes: { 'books.read': 'Read the books', 'books.write': 'Write in them', 'tokens.look': 'Look at tokens' },
      },
      ...server,
    },
    front,
  });
  opened.clients.push(application());
  return { ...opened, people, signing };
}

/** A browser without scripts: it keeps cookies, follows redirects within the issuer, and sends forms. */
export class Browser {
  readonly #front: FastifyInstance;
  readonly #cookies = new Map<string, { value: string; path: string }>();
  status = 0;
  /** The last page. */
  page = '';
  /** The last address, or the first one outside. */
  url = '';
  headers: Record<string, unknown> = {};

  constructor(front: FastifyInstance) {
    this.#front = front;
  }

  open(url: string, headers: Record<string, string> = {}): Promise<this> {
    return this.#request('GET', url, undefined, headers);
  }

  /** Sends the form of the page that has this action, with its hidden fields. */
  submit(action: RegExp, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<this> {
    const forms = [...this.page.matchAll(/<form([^>]*)action="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
    const form = forms.find(([, , target = '']) => action.test(target));
    if (!form) throw new Error(`No form ${action} in ${this.page}`);
    const hidden = [...(form[3] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const values = Object.fromEntries(hidden.map(([, name, value]) => [name, value]));
    const body = new URLSearchParams({ ...values, ...fields } as Record<string, string>).toString();
    return this.#request('POST', new URL(form[2] ?? '', this.url).href, body, { origin: issuer, ...headers });
  }

  async #request(
    method: 'GET' | 'POST',
    url: string,
    payload?: string,
    headers: Record<string, string> = {},
  ): Promise<this> {
    const { pathname, search, origin, href } = new URL(url, issuer);
    this.url = href;
    if (origin !== issuer) return this;
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const answer = await this.#front.inject({
      method,
      url: pathname + search,
      ...(payload === undefined ? {} : { payload }),
      headers: {
        ...(payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(cookie === '' ? {} : { cookie }),
        accept: 'text/html',
        ...headers,
      },
    });
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, { value, path: /path=([^;]*)/i.exec(line)?.[1] ?? '/' });
    }
    this.status = answer.statusCode;
    this.page = answer.body;
    this.headers = answer.headers;
    const { location } = answer.headers;
    return location === undefined ? this : this.#request('GET', new URL(location, href).href);
  }
}

export const pkce = () => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

export function authorizeUrl(challenge: string, parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'reader-app',
    redirect_uri: redirectUri,
    scope: 'books.read',
    state: 'xyz',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...parameters,
  });
  return `${issuer}/auth/door?${query.toString()}`;
}

/** Signs Ada in and consents; answers the parameters with which the application gets its person back. */
export async function authorize(hall: Hall, challenge: string, parameters: Record<string, string> = {}) {
  const browser = await new Browser(hall.front).open(authorizeUrl(challenge, parameters));
  await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
  await browser.submit(/sign-in\/[^/]+$/);
  return Object.fromEntries(new URL(browser.url).searchParams) as Record<string, string>;
}
