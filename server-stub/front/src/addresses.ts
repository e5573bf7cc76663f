import { withoutSecrets } from './logger.ts';

/** Letters, digits, `-`, `.`, `_` and `~`: escaped or not, they are the same (RFC 3986 section 6.2.2.2). */
const escapedUnreserved = /%(?:2[de]|3\d|4[1-9a-f]|5[\daf]|6[1-9a-f]|7[\dae])/gi;

/** The address with one way of writing its path, for all who route by it. The query stays as it is. */
export function normalizeAddress(url: string): string {
  if (!url.includes('%')) return url;
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  return path.replaceAll(escapedUnreserved, decodeURIComponent) + url.slice(path.length);
}

/**
 * The path of an address as a URI reference, whatever was sent. Without the query and without what looks like a secret, which
 * must not be repeated: answers end up in other people's logs.
 */
export function pathReference(url: string): string {
  return withoutSecrets(url.replace(/[?#].*/s, ''), '...')
    .replace(/^\/{2,}/, '/')
    .replaceAll(/%(?![\da-f]{2})/gi, '%25')
    .replaceAll(/[^!-~]|["<>\\^`{|}]/g, (character) => encodeURIComponent(character.toWellFormed()));
}
