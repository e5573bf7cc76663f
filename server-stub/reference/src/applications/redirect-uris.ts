/** On the person's own machine (RFC 8252 section 7.3). For the two numeric ones, any port will do. */
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Why an application may not have people sent back to an address; undefined when it may. Codes are sent there: it must
 * be one place, and one that only the application can read.
 */
export function redirectUriFault(uri: string, { native }: { native: boolean }): string | undefined {
  if (!/^[\x21-\x7e]{1,1000}$/u.test(uri)) return 'is empty, too long, or has spaces or characters that are not ASCII';
  // A browser takes a backslash for a slash, other software does not.
  if (/[*\\]/u.test(uri)) return 'has a wildcard or a backslash: name each address in full';
  const url = URL.parse(uri);
  if (url === null) return 'is not an absolute URI';
  if (uri.includes('#')) return 'has a fragment';
  if (url.username !== '' || url.password !== '') return 'has a user or a password';
  if (/(?:^|[?&])(?:code|state|iss|error)=/u.test(url.search)) return 'has a parameter that the answer sets';

  const isLoopback = loopback.has(url.hostname);
  if (url.protocol === 'https:') return isLoopback && native ? 'is https on loopback: use http there' : undefined;
  if (!native) return 'is not https';
  if (url.protocol === 'http:') return isLoopback ? undefined : 'is http, which is for 127.0.0.1 and [::1] only';
  // The app's own domain, reversed (RFC 8252 section 7.1): any program can claim `app:`.
  if (!/^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/u.test(url.protocol)) return 'needs a scheme such as org.example.app:';
  return undefined;
}
