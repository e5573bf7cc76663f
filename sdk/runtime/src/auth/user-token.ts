import { orAbort } from '../clock.ts';
import { optionError } from '../options.ts';

/** The token of a person, or a function that finds it for the present call; `undefined` for nobody. */
export type UserToken = string | (() => string | undefined | Promise<string | undefined>);

const accepted = "the person's token alone, or a function that returns it";

function checked(owner: string, token: unknown): string {
  if (typeof token !== 'string' || token === '') throw optionError(owner, 'userToken', token, accepted);
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new TypeError(`${owner}: \`userToken\` has spaces or characters that a header cannot carry. Pass ${accepted}.`);
}

/** @throws TypeError that never quotes the token */
export function userTokenOption(owner: string, value: unknown): UserToken | undefined {
  if (value === undefined || typeof value === 'function') return value as UserToken | undefined;
  return checked(owner, value);
}

/** @throws TypeError where it is not a header name, or the one that the client's own token takes */
export function userTokenHeaderOption(owner: string, value: unknown): string {
  const name = value ?? 'x-user-token';
  if (typeof name === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/^authorization$/i.test(name)) {
    return name.toLowerCase();
  }
  throw new TypeError(
    `${owner}: \`userTokenHeader\` is not a header name, or is Authorization, where the client's token goes. Pass one such as 'X-User-Token'.`,
  );
}

/** The token of the present call. */
export async function userTokenOf(owner: string, token: UserToken, signal: AbortSignal): Promise<string | undefined> {
  if (typeof token === 'string') return token;
  const found = await orAbort(Promise.resolve().then(token), signal);
  return found === undefined ? undefined : checked(owner, found);
}
