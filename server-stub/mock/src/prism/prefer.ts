import { ProblemError } from '@guichet/front';

/** What a client may ask of the mock (`Prefer`, RFC 7240). */
export interface Preference {
  /** Status to answer. */
  code?: number;
  /** Name of an example in the contract. */
  example?: string;
  /** Invent the body from the schema. */
  dynamic?: boolean;
  /** The same seed invents the same body. */
  seed?: string;
  /** Answer that many seconds later. */
  wait?: number;
}

/** The longest that an answer waits, in seconds: clients and proxies in between have given up by then. */
export const longestWait = 60;

/** A token, what is between quotes with its escapes, or a separator (RFC 9110 sections 5.6.2 and 5.6.4). */
const lexemes = /[!#$%&'*+.^_`|~0-9A-Za-z-]+|"(?:[^"\\]|\\.)*"|[=;,]/g;

/**
 * Reads `Prefer: code=404, example="last page"` (RFC 7240 section 2): if a preference is repeated, the first counts;
 * parameters after a semicolon and preferences of others are ignored. A value of ours that makes no sense is refused:
 * whoever tests against the success that comes without it would believe they had tested something else.
 *
 * @param header one header, or several
 * @throws {ProblemError} 400 that says which values make sense
 * @example
 * parsePrefer('code=404, wait=2'); // { code: 404, wait: 2 }
 */
export function parsePrefer(header: string | string[] | undefined): Preference {
  const preference: Preference = {};
  const seen = new Set<string>();
  for (const [name, value] of preferencesIn([header ?? []].flat().join(','))) {
    if (seen.has(name)) continue;
    seen.add(name);
    const reader = readers[name];
    if (!reader) continue;
    const read = reader.read(value);
    if (!read) {
      const wish = value === '' ? name : `${name}=${wordOf(value)}`;
      throw new ProblemError('invalid-request', `Prefer: ${wish} makes no sense. Send ${reader.values}.`);
    }
    Object.assign(preference, read);
  }
  return preference;
}

/** The preferences that were honoured, for `Preference-Applied` (RFC 7240 section 3). Nothing when there are none. */
export function appliedPreferences(preference: Preference): string | undefined {
  const applied = Object.entries(preference).map(([name, value]) => `${name}=${wordOf(String(value))}`);
  return applied.length > 0 ? applied.join(', ') : undefined;
}

interface Reader {
  /** For messages. */
  values: string;
  /** Nothing when the value makes no sense. */
  read(value: string): Preference | undefined;
}

const readers: Readonly<Record<string, Reader>> = {
  // No prototype: `Prefer: constructor` names no preference.
  __proto__: null as never,
  code: {
    // A 1XX only announces an answer: a client would wait for it.
    values: 'a status from 200 to 599, such as code=404',
    read: (value) => (/^[2-5]\d\d$/.test(value) ? { code: Number(value) } : undefined),
  },
  example: {
    values: 'the name of an example, such as example=empty',
    read: (value) => (value === '' ? undefined : { example: value }),
  },
  dynamic: {
    values: 'dynamic, dynamic=true or dynamic=false',
    read: (value) => (/^(true|false|)$/.test(value) ? { dynamic: value !== 'false' } : undefined),
  },
  seed: { values: 'any word, such as seed=7', read: (value) => (value === '' ? undefined : { seed: value }) },
  wait: {
    values: 'whole seconds, such as wait=2',
    read: (value) => (/^\d{1,9}$/.test(value) ? { wait: Math.min(Number(value), longestWait) } : undefined),
  },
};

/** Names, in lower case, with their values; an empty value is the same as none. */
function* preferencesIn(header: string): Generator<[string, string]> {
  let name: string | undefined;
  let value = '';
  let expects: 'name' | 'value' | 'parameters' = 'name';
  for (const [lexeme] of header.matchAll(lexemes)) {
    if (lexeme === ',') {
      if (name !== undefined) yield [name, value];
      [name, value, expects] = [undefined, '', 'name'];
    } else if (lexeme === ';') expects = 'parameters';
    else if (expects === 'parameters') continue;
    else if (lexeme === '=') expects = name === undefined ? 'parameters' : 'value';
    else if (expects === 'value') [value, expects] = [unquoted(lexeme), 'parameters'];
    else if (name === undefined) name = lexeme.toLowerCase();
  }
  if (name !== undefined) yield [name, value];
}

const unquoted = (word: string): string => (word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word);

const wordOf = (value: string): string =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
