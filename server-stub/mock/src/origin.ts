/** Origin of what listens at an address. Every address (`0.0.0.0`, `::`) is nobody's: then it is this machine's own name. */
export function originOf(host: string, port: number): string {
  const every = host === '0.0.0.0' || host === '::';
  return `http://${every ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * The origin that clients were told, as it stands in tokens: without a slash at its end.
 *
 * @throws {TypeError} when it is not an HTTP origin, or has a path
 */
export function publicOrigin(url: string): string {
  const parsed = URL.parse(url);
  const bare = parsed && /^https?:$/.test(parsed.protocol) && `${parsed.origin}/` === parsed.href;
  if (!bare) throw new TypeError(`${url} is not an origin. Pass one without a path, such as http://mock:4010.`);
  return parsed.origin;
}
