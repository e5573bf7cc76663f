/** What was sent: headers and form of a token request. */
export interface SentForm {
  headers: Readonly<Record<string, string>>;
  body: URLSearchParams;
}

const confidential = [
  'client_secret',
  'client_assertion',
  'assertion',
  'password',
  'code',
  'refresh_token',
  'device_code',
];

const encodeForm = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
const decodeForm = (encoded: string): string => new URLSearchParams(`=${encoded}`).get('') ?? '';

/** The password of Basic credentials; empty where the caller's own client authentication wrote something else. */
function passwordOf(credentials: string): string {
  try {
    const pair = atob(credentials);
    return pair.slice(pair.indexOf(':') + 1);
  } catch {
    return '';
  }
}

/** Everything in a token request that a careless server could echo and nobody may read. */
function secretsIn({ headers, body }: SentForm): string[] {
  const secrets = confidential.flatMap((name) => body.getAll(name));
  const [scheme = '', ...rest] = (headers['authorization'] ?? '').split(' ');
  const credentials = rest.join(' ');
  secrets.push(credentials);
  if (scheme.toLowerCase() === 'basic') {
    const encoded = passwordOf(credentials);
    secrets.push(encoded, decodeForm(encoded));
  }
  // As they are, and as they stand in a form or a URL.
  const written = secrets.flatMap((secret) => [secret, encodeForm(secret), encodeURIComponent(secret)]);
  return written.filter((secret) => secret.length > 3).toSorted((a, b) => b.length - a.length);
}

/** A function that blanks out the secrets of a request in what the other side says about it. */
export function redactor(sent: SentForm): (said: string) => string {
  const secrets = secretsIn(sent);
  return (said) => secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), said);
}
