import { identity } from '../../../guichet.config.ts';
import { type Document, type Response, resolve } from '../openapi.ts';

/** The errors that a response shows: names of problem types (RFC 9457), or OAuth codes (RFC 6749 section 5.2). */
export function errorsOf(document: Document, { content = {} }: Response): string[] {
  const values = Object.values(content).flatMap(({ example, examples = {} }) => [
    example,
    ...Object.values(examples).map((declared) => resolve(document, declared).value),
  ]);
  const names = values.flatMap((value) => {
    const { type, error } = (value ?? {}) as Record<string, unknown>;
    if (typeof type === 'string' && type.startsWith(identity.problemBase))
      return type.slice(identity.problemBase.length);
    return typeof error === 'string' ? error : [];
  });
  return [...new Set(names)];
}
