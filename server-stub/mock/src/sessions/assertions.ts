import { isDeepStrictEqual } from 'node:util';
import type { Journal, JournalEntry } from './journal.ts';

/** What calls should have come. All members that are given must hold; of objects, those members that are given. */
export interface Assertion {
  operationId?: string;
  status?: number;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Exactly this many. */
  times?: number;
  /** Default 1, when neither of the others is given. */
  atLeast?: number;
  atMost?: number;
}

export type Outcome = { passed: true; matched: number } | { passed: false; detail: string };

/** Calls that a failed assertion tells of. */
const told = 10;

/** Checks an assertion against a journal. */
export function judge(assertion: Assertion, journal: Journal): Outcome {
  const all = journal.entries();
  const matching = all.filter((entry) => matches(entry, assertion)).length;
  const { times, atMost } = assertion;
  const least = times ?? assertion.atLeast ?? (atMost === undefined ? 1 : 0);
  const most = times ?? atMost ?? Number.POSITIVE_INFINITY;
  const expectation = `Expected ${countOf(least, most)}${describe(assertion)}, and ${matching === 0 ? 'none' : matching} came.`;
  if (matching < least || matching > most) return { passed: false, detail: `${expectation} ${listOf(all)}` };
  if (journal.dropped > 0 && most !== Number.POSITIVE_INFINITY) {
    const detail = `${expectation} But the journal dropped its ${journal.dropped} oldest calls, so there may have been more. Reset the session before what is to be counted.`;
    return { passed: false, detail };
  }
  return { passed: true, matched: matching };
}

function matches(entry: JournalEntry, { operationId, status, query, headers, ...rest }: Assertion): boolean {
  if (operationId !== undefined && entry.operationId !== operationId) return false;
  if (status !== undefined && entry.status !== status) return false;
  if (!Object.entries(query ?? {}).every(([name, value]) => isDeepStrictEqual(texts(entry.query[name]), texts(value))))
    return false;
  const sent = Object.entries(headers ?? {});
  if (!sent.every(([name, value]) => String(entry.headers[name.toLowerCase()]) === value)) return false;
  return !('body' in rest) || covers(entry.body, rest.body);
}

/** Everything is text in an address. */
const texts = (value: unknown): string[] | undefined =>
  value === undefined ? undefined : (Array.isArray(value) ? value : [value]).map(String);

/** Whether a value has all that is expected, and maybe more in its objects. Lists are compared item by item. */
function covers(value: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(value) &&
      value.length === expected.length &&
      expected.every((item, index) => covers(value[index], item))
    );
  }
  if (typeof expected !== 'object' || expected === null) return isDeepStrictEqual(value, expected);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(expected).every(
    ([name, inner]) => Object.hasOwn(value, name) && covers((value as Record<string, unknown>)[name], inner),
  );
}

function countOf(least: number, most: number): string {
  if (least === most) return `exactly ${least} ${noun(least)}`;
  if (most === Number.POSITIVE_INFINITY) return `at least ${least} ${noun(least)}`;
  return least === 0 ? `at most ${most} ${noun(most)}` : `${least} to ${most} calls`;
}

const noun = (count: number) => (count === 1 ? 'call' : 'calls');

function describe({ operationId, status, query, headers, ...rest }: Assertion): string {
  return [
    operationId === undefined ? '' : ` of ${operationId}`,
    status === undefined ? '' : ` answered ${status}`,
    query === undefined ? '' : ` with query ${JSON.stringify(query)}`,
    headers === undefined ? '' : ` with headers ${JSON.stringify(headers)}`,
    'body' in rest ? ` with body ${JSON.stringify(rest.body)}` : '',
  ].join('');
}

function listOf(entries: readonly JournalEntry[]): string {
  if (entries.length === 0) return 'The journal is empty.';
  const lines = entries.slice(-told).map(({ method, path, query, status, operationId }) => {
    const search = Object.entries(query).flatMap(([name, value]) => [value].flat().map((each) => `${name}=${each}`));
    const address = search.length > 0 ? `${path}?${search.join('&')}` : path;
    return `${operationId ?? 'nothing in the contract'} (${method} ${address} -> ${status})`;
  });
  const which =
    entries.length > told ? `the last ${told} of ${entries.length} calls` : `${entries.length} ${noun(entries.length)}`;
  return `The journal has ${which}: ${lines.join('; ')}.`;
}
