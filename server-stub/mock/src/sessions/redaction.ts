import { withoutSecrets, type Contract } from '@guichet/front';

const censor = '[redacted]';

/** Members of a body that hold secrets wherever they stand. */
const secretMember =
  /^(?:password|secret|client_?secret|client_?assertion|(?:access|refresh|id)_?token|api_?key|device_code|code_verifier)$/i;

/** Parameters that hold secrets in OAuth requests, and mean something else elsewhere. */
const oauthMember = /^(?:token|code)$/;

const secretHeader = /^(?:authorization|proxy-authorization|cookie|x-api-key)$/i;

type Texts = Record<string, string | readonly string[]>;

/** Takes credentials out of what a client sent, so that it can be shown. */
export interface Redactor {
  path(path: string): string;
  query(query: URLSearchParams): Texts;
  headers(headers: Readonly<Record<string, string | string[] | undefined>>): Texts;
  /** @param oauth the body of a request to an OAuth endpoint */
  body(body: unknown, oauth: boolean): unknown;
}

export function redactorFor({ securitySchemes }: Contract): Redactor {
  const keys = Object.values(securitySchemes).filter(({ type }) => type === 'apiKey');
  const named = (place: string) =>
    new Set(keys.filter((scheme) => scheme.in === place).map(({ name = '' }) => name.toLowerCase()));
  const [inHeader, inQuery] = [named('header'), named('query')];

  return {
    path: (path) => withoutSecrets(path, censor),
    query(query) {
      const names = [...new Set(query.keys())];
      const isSecret = (name: string) => inQuery.has(name.toLowerCase()) || secretMember.test(name);
      return Object.fromEntries(
        names.map((name) => {
          const values = query.getAll(name).map((value) => (isSecret(name) ? censor : withoutSecrets(value, censor)));
          return [name, values.length > 1 ? values : (values[0] as string)];
        }),
      );
    },
    headers(headers) {
      const entries = Object.entries(headers).flatMap(([name, value]) =>
        value === undefined
          ? []
          : [[name, inHeader.has(name) || secretHeader.test(name) ? hide(name, value) : clean(value)]],
      );
      return Object.fromEntries(entries) as Texts;
    },
    body: (body, oauth) => redactBody(body, oauth),
  };
}

/** The scheme of credentials may be seen. */
function hide(name: string, value: string | readonly string[]): string {
  const scheme = name === 'authorization' ? /^[\w-]+(?= )/.exec(String(value))?.[0] : undefined;
  return scheme === undefined ? censor : `${scheme} ${censor}`;
}

function clean(value: string | readonly string[]): string | readonly string[] {
  return typeof value === 'string' ? withoutSecrets(value, censor) : value.map((each) => withoutSecrets(each, censor));
}

// Bodies are nested 100 levels at most: the front refuses deeper ones.
function redactBody(value: unknown, oauth: boolean): unknown {
  if (typeof value === 'string') return withoutSecrets(value, censor);
  if (Array.isArray(value)) return value.map((item) => redactBody(item, oauth));
  if (typeof value !== 'object' || value === null) return value;
  if (Buffer.isBuffer(value)) return `${value.length} bytes`;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretMember.test(name) || (oauth && oauthMember.test(name)) ? censor : redactBody(inner, oauth),
    ]),
  );
}
