/**
 * Checks answers against the contract, with zod. Load it where you want it: tests, a canary, a bug hunt.
 *
 * @module
 */
import type { ResponseValidator } from '@guichet/runtime';
import type { ZodType } from 'zod';
import { responses } from './generated/validation.gen.ts';

const pointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * Says where an answer is not what the contract declares. Fields that the contract does not know, and new values of open
 * enums, are none of its business. The data itself stays as it came.
 *
 * @example
 * import { validateResponse } from '@guichet/sdk/validation';
 *
 * const client = createClient({ validate: validateResponse });
 * await client.collectivites.list(); // throws InvalidResponseError where the server deviates
 */
export const validateResponse: ResponseValidator = ({ operation, data }) => {
  const schema = (responses as Record<string, ZodType | undefined>)[operation ?? ''];
  const result = schema?.safeParse(data);
  if (!result || result.success) return undefined;
  return result.error.issues.map(({ path, message }) => ({ pointer: pointer(path), message }));
};
