import type { UserToken } from '../auth/user-token.ts';
import type { PlainHeaders } from './headers.ts';

/** A request in its plain parts, so that it can be sent again. */
export interface Exchange {
  url: string;
  /** Upper case. */
  method: string;
  /** Lower-case names; a copy of our own, into which each try writes its token. */
  headers: PlainHeaders;
  body: BodyInit | null | undefined;
  /** Whether it carries a token. */
  authorized: boolean;
  scopes?: readonly string[] | undefined;
  /** How the contract calls it, for errors. */
  operation?: string | undefined;
  /** Path template of the contract. */
  template?: string | undefined;
  /** The person on whose behalf it is sent; default the client's, `null` for nobody. */
  userToken?: UserToken | null | undefined;
  /** Secret headers beside `authorization` that were written in here, in lower case: for this origin alone. */
  written?: Set<string>;
  /** A form that goes out as the client's own, with its secret, in place of a token, where the source of tokens knows it. */
  form?: string | undefined;
  /** What else the caller told fetch. */
  init?: RequestInit | undefined;
}

/** Whether a body can be sent only once. */
export const isStream = (body: Exchange['body']): boolean =>
  typeof body === 'object' &&
  body !== null &&
  (typeof (body as ReadableStream).getReader === 'function' || Symbol.asyncIterator in body);

/** The address without its query, which may hold what nobody wants in a log. */
export const pathOf = (url: string): string => url.replace(/[?#].*$/s, '');

/** How a call is named in errors: by the contract, or by method and address. */
export const nameOf = ({ operation, method, url }: Exchange): string => operation ?? `${method} ${pathOf(url)}`;
