import type { ServerObject } from './document.ts';

/**
 * Path under which the operations of a server live: `/api/v1` for `https://api.example.com/api/v1/`, and '' for the
 * root. Only the first server counts: the others are the same API elsewhere.
 */
export function basePath(servers: readonly ServerObject[] | undefined): string {
  const server = servers?.[0];
  if (!server) return '';
  return pathOf(urlOf(server)).replace(/\/+$/, '');
}

/** Address of a server, with the defaults of its variables. */
export const urlOf = ({ url, variables = {} }: ServerObject): string =>
  url.replaceAll(/\{([^}]+)\}/g, (_, name: string) => variables[name]?.default ?? name);

/** Path of a URL that may be relative to the root of the server. */
export function pathOf(url: string): string {
  return URL.parse(url, 'http://contract.invalid/')?.pathname ?? '/';
}
