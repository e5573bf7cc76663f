import { optionError } from '../options.ts';
import type { PlainHeaders } from '../transport/headers.ts';

/** A try of a call, as hooks see it. */
export interface HookRequest {
  /** Upper case. */
  readonly method: string;
  /** Address, with its query. */
  readonly url: string;
  /** operationId of the contract; absent for what the contract does not know. */
  readonly operation: string | undefined;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Lower-case names; what is set here is sent. The token is not among them: it is written later. */
  readonly headers: PlainHeaders;
}

/**
 * Functions that are called around each try of each call. What they throw ends the call.
 *
 * @example
 * const hooks: Hooks = {
 *   beforeRequest: ({ headers }) => void (headers['x-correlation-id'] = crypto.randomUUID()),
 *   afterResponse: ({ operation, attempt }, { status }) => console.log(operation, attempt, status),
 * };
 */
export interface Hooks {
  /** Before each try; may change `headers`. */
  beforeRequest?: ((request: HookRequest) => void | Promise<void>) | undefined;
  /** After each answer, error statuses included. To read the body, read that of `response.clone()`. */
  afterResponse?: ((request: HookRequest, response: Response) => void | Promise<void>) | undefined;
  /** No answer came: the connection failed or the time was up. */
  afterFailure?: ((request: HookRequest, error: unknown) => void | Promise<void>) | undefined;
}

const names = ['beforeRequest', 'afterResponse', 'afterFailure'] as const;

/** @throws TypeError naming the hook that is unknown or no function */
export function hooksOption(owner: string, hooks: Hooks | undefined): Hooks | undefined {
  if (hooks === undefined) return undefined;
  if (typeof hooks !== 'object' || hooks === null) {
    throw optionError(owner, 'hooks', hooks, `an object with functions ${names.join(', ')}`);
  }
  for (const [name, hook] of Object.entries(hooks)) {
    if (!(names as readonly string[]).includes(name)) {
      throw new TypeError(`${owner}: \`hooks.${name}\` is unknown. Known are ${names.join(', ')}.`);
    }
    if (hook !== undefined && typeof hook !== 'function') throw optionError(owner, `hooks.${name}`, hook, 'a function');
  }
  return hooks;
}
