/** What the checks are written with: no test runner, nothing that one of the runtimes lacks. */

export type RuntimeName = 'node' | 'bun' | 'deno' | 'workerd';

/** Addresses of servers on loopback that `counterpart.ts` opens, and what it takes to trust them. */
export interface Addresses {
  /** An API with its token endpoint. */
  api: string;
  /** Another origin, which no token is for. */
  stranger: string;
  /** Where nothing listens. */
  closed: string;
  /** An API that wants a client certificate, behind a private authority. */
  tls: string;
  proxy: string;
  ca: string;
  cert: string;
  key: string;
}

export interface Context {
  runtime: RuntimeName;
  addresses: Addresses;
  /** A folder that may be written, where there are files. */
  folder: string;
  /** Asks this program itself, by a request of its own: what one request began ends with it. workerd alone. */
  self?: ((path: string) => Promise<string>) | undefined;
}

/** Checks by their names, which begin with the code of the failure mode. One that is about another runtime says so. */
export type Checks = Readonly<Record<string, (context: Context) => Promise<void | 'inapplicable'>>>;

export interface Report {
  passed: string[];
  /** Those that are about another runtime. */
  inapplicable: string[];
  failed: { name: string; why: string }[];
}

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

export function equal(actual: unknown, expected: unknown, what = 'value'): void {
  if (shown(actual) !== shown(expected)) throw new Error(`${what}: ${shown(actual)}, expected ${shown(expected)}`);
}

export function ok(condition: boolean, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`);
}

export function matches(text: unknown, pattern: RegExp): void {
  ok(pattern.test(String(text)), `"${String(text)}" matches ${pattern}`);
}

/** What the promise is rejected with. */
export const failure = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => {
      throw new Error('It succeeded, and should have failed.');
    },
    (error: unknown) => error,
  );

/** What a function throws. */
export function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('It succeeded, and should have failed.');
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const times = <T>(count: number, make: (n: number) => T): Promise<Awaited<T>[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));

/**
 * How far timers that begin with it have come when a promise ends in either way: what holds up the one holds up the others, so
 * that a busy machine tells the same.
 *
 * @param marks milliseconds, in ascending order
 * @returns the last of them that had gone off, 0 where none had
 */
export async function passed(promise: PromiseLike<unknown>, marks: readonly number[]): Promise<number> {
  let last = 0;
  const timers = marks.map((mark) => setTimeout(() => (last = mark), mark));
  await Promise.resolve(promise).catch(() => {});
  for (const timer of timers) clearTimeout(timer);
  return last;
}
