/**
 * A browser without scripts over HTTP: it keeps cookies, follows redirects within one origin, and sends forms. For the
 * person's part in a flow whose other part is under test.
 */
export class WebBrowser {
  readonly #origin: string;
  readonly #fetch: typeof fetch;
  readonly #cookies = new Map<string, { value: string; path: string }>();
  status = 0;
  /** The last page. */
  page = '';
  /** The last address, or the first one elsewhere. */
  url: string;

  constructor(origin: string, send: typeof fetch = fetch) {
    this.#origin = origin;
    this.#fetch = send;
    this.url = origin;
  }

  open(url: string): Promise<this> {
    return this.#request('GET', new URL(url, this.url));
  }

  /** Sends the form with this action, with its hidden fields. */
  submit(action: RegExp, fields: Record<string, string> = {}): Promise<this> {
    const forms = [...this.page.matchAll(/<form([^>]*)action="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
    const form = forms.find(([, , target = '']) => action.test(target));
    if (!form) throw new Error(`No form ${action} at ${this.url}: ${this.page.slice(0, 2_000)}`);
    const hidden = [...(form[3] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const body = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]));
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.#request('POST', new URL(form[2] ?? '', this.url), body);
  }

  async #request(method: 'GET' | 'POST', url: URL, body?: URLSearchParams): Promise<this> {
    this.url = url.href;
    if (url.origin !== this.#origin) return this;
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => `${url.pathname}/`.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const answer = await this.#fetch(url, {
      method,
      redirect: 'manual',
      ...(body ? { body } : {}),
      headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...(body ? { origin: url.origin } : {}) },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, { value, path: /path=([^;]*)/i.exec(line)?.[1] ?? '/' });
    }
    this.status = answer.status;
    this.page = await answer.text();
    const location = answer.headers.get('location');
    return location === null ? this : this.#request('GET', new URL(location, url));
  }
}
