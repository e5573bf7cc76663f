import { ProblemError, type ProblemDetail } from '../problem.ts';

/** Levels that may be nested. Deeper nesting is not data, but an attack on whatever walks it recursively. */
const maxDepth = 100;

/** What is cheap to notice in the text, and is then looked for in the value. */
const suspicious = /__proto__|"constructor"|\\u|\d[eE]\+?\d{3}|\d{300}/;

/**
 * JSON from outside. Of members of one name the last counts, as everywhere in JavaScript (RFC 8259 section 4 leaves it open).
 *
 * @throws {ProblemError} 400 when it is not JSON, is nested over 100 levels, or holds what would change on its way:
 *   names that stand for an object's prototype, numbers beyond a double (which come out as null), and text that is not
 *   Unicode or has a NUL (which no database stores)
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    // The parser's own message quotes the text, and secrets with it.
    throw new ProblemError('invalid-request', 'The body is not valid JSON. Correct it and send the request again.');
  }
  if (text.length < 2 * maxDepth && !suspicious.test(text)) return value;
  const errors = [...faultsOf(value)];
  if (errors.length > 0) {
    throw new ProblemError('invalid-request', 'Correct what is listed in errors and send the request again.', {
      errors,
    });
  }
  return value;
}

interface Node {
  value: unknown;
  key: string;
  parent: Node | undefined;
  depth: number;
}

/** The first fault, and with it enough to refuse. Without recursion, which deep values are made to break. */
function* faultsOf(value: unknown): Generator<ProblemDetail> {
  const pending: Node[] = [{ value, key: '', parent: undefined, depth: 0 }];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const detail = faultOf(node);
    if (detail !== undefined) return yield { pointer: pointerOf(node), detail };
    if (typeof node.value !== 'object' || node.value === null) continue;
    for (const [key, inner] of Object.entries(node.value)) {
      pending.push({ value: inner, key, parent: node, depth: node.depth + 1 });
    }
  }
}

function faultOf({ key, value, depth }: Node): string | undefined {
  if (depth > maxDepth) return `is nested deeper than ${maxDepth} levels`;
  if (key === '__proto__' || (key === 'constructor' && isPrototypeHolder(value)))
    return 'is not an allowed name of a member: rename it';
  if (!isStorable(key)) return 'contains a NUL character or an unpaired surrogate in its name';
  if (typeof value === 'string')
    return isStorable(value) ? undefined : 'contains a NUL character or an unpaired surrogate';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'is larger than a double can be';
  return undefined;
}

function isPrototypeHolder(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}

/** Whether a text comes back from any store as it went in. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function pointerOf(node: Node): string {
  const keys: string[] = [];
  for (let at: Node | undefined = node; at?.parent !== undefined; at = at.parent) keys.unshift(at.key);
  return keys.reduce((path, key) => `${path}/${encodeURIComponent(pointerKey(key))}`, '#').slice(0, 2000);
}

const pointerKey = (key: string) => key.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1');
