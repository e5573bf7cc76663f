import { HttpResponse } from 'msw';
import type { ErrorsOf } from '../generated/errors.gen.ts';
import { examples, failures } from '../generated/examples.gen.ts';

/** An operation by its function name: `collectivitesGet` for `client.collectivites.get`. */
export type OperationName = keyof typeof examples;

/** Bodies of the failures that an operation declares, by status. */
type Declared<K extends OperationName> = ErrorsOf[(typeof examples)[K]['operation']];

/**
 * A failure that the operation declares; without `body` it is the contract's own example.
 *
 * @example
 * const gone: FailureOf<'collectivitesGet'> = { status: 404 };
 */
export type FailureOf<K extends OperationName> = {
  [S in keyof Declared<K>]: {
    /** Status of the answer. */
    status: S;
    /** Default: the contract's example of this failure. */
    body?: Declared<K>[S];
    /** Headers beside those of the contract's example, or in their place. */
    headers?: Readonly<Record<string, string>>;
  };
}[keyof Declared<K>];

interface Shown {
  /** Content type of the bodies. */
  type?: string;
  headers: Readonly<Record<string, string>>;
  /** Bodies by the names of their examples. */
  bodies: Readonly<Record<string, unknown>>;
}

interface Given {
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Name of one of the contract's examples, used where it exists. Default: the first. */
  example?: string;
}

/** The contract's answer when an operation fails, or a plain problem where the contract shows none. */
export function failure(name: OperationName, status: number, { body, headers, example = '' }: Given = {}): Response {
  const declared = (examples[name].failures as Readonly<Record<number, keyof typeof failures>>)[status];
  const shown: Shown = declared ? failures[declared] : { headers: {}, bodies: {} };
  const all = new Headers({ 'content-type': shown.type ?? 'application/problem+json', ...shown.headers });
  for (const [header, value] of Object.entries(headers ?? {})) all.set(header, value);
  const { [example]: named, ...others } = shown.bodies;
  const content = body ?? named ?? Object.values(others)[0] ?? { type: 'about:blank', status };
  // A page is sent as it is: in JSON it would be a text in quotation marks.
  const isPage = typeof content === 'string' && !/json/i.test(all.get('content-type') ?? '');
  return new HttpResponse(isPage ? content : JSON.stringify(content), { status, headers: all });
}
