/** Headers as a plain object with lower-case names, which costs fetch less than a `Headers`. */
export type PlainHeaders = Record<string, string>;

/** @throws TypeError naming the header, and never showing its value, where no header can carry it */
function checked(name: string, value: string): string {
  if (!/[^\t\x20-\x7e\x80-\xff]/.test(value)) return value;
  throw new TypeError(`Header \`${name}\` has characters that a header cannot carry, such as a newline at its end.`);
}

/** Copies what `fetch` accepts as headers. */
export function plainHeaders(headers: HeadersInit | undefined): PlainHeaders {
  const plain: PlainHeaders = {};
  if (headers === undefined) return plain;
  if (Array.isArray(headers) || typeof (headers as Headers).forEach === 'function') {
    for (const [name, value] of headers as Iterable<[string, string]>) {
      const field = name.toLowerCase();
      plain[field] = plain[field] === undefined ? checked(name, value) : `${plain[field]}, ${checked(name, value)}`;
    }
    return plain;
  }
  for (const name of Object.keys(headers)) {
    plain[name.toLowerCase()] = checked(name, String((headers as Record<string, string>)[name]));
  }
  return plain;
}

/** The identifier that the server gave to the request. */
export const requestIdOf = (headers: Headers): string | undefined =>
  headers.get('x-request-id') ?? headers.get('request-id') ?? undefined;
