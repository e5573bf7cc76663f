/** Headers as a plain object with lower-case names, which costs fetch less than a `Headers`. */
export type PlainHeaders = Record<string, string>;

/** Copies what `fetch` accepts as headers. */
export function plainHeaders(headers: HeadersInit | undefined): PlainHeaders {
  const plain: PlainHeaders = {};
  if (headers === undefined) return plain;
  if (Array.isArray(headers) || typeof (headers as Headers).forEach === 'function') {
    // Lower-cases names and joins repeated ones.
    new Headers(headers).forEach((value, name) => (plain[name] = value));
    return plain;
  }
  for (const name of Object.keys(headers))
    plain[name.toLowerCase()] = (headers as Record<string, string>)[name] as string;
  return plain;
}

/** The identifier that the server gave to the request. */
export const requestIdOf = (headers: Headers): string | undefined =>
  headers.get('x-request-id') ?? headers.get('request-id') ?? undefined;
