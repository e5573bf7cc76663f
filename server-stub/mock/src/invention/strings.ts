import type { JsonObject } from '@guichet/front';
import { NoSuchValueError } from './flatten.ts';
import type { Random } from './random.ts';

/** Makes a string that matches a pattern. Prism's generator does, through the back room. */
export type PatternStrings = (pattern: string, seed: string) => string | undefined;

const words = [
  'alder', 'amber', 'basin', 'birch', 'canal', 'cedar', 'clover', 'delta', 'ember', 'fern', 'garden', 'harbour',
  'hazel', 'island', 'jetty', 'lagoon', 'larch', 'maple', 'meadow', 'orchard', 'poplar', 'quarry', 'river', 'spruce',
  'summit', 'terrace', 'valley', 'willow',
] as const; // prettier-ignore

export const word = (random: Random): string => random.pick(words);

const hex = (random: Random, length: number) =>
  Array.from({ length }, () => random.integer(0, 15).toString(16)).join('');

/** A moment of the years 2015 to 2034, whole seconds: dates must not depend on the day of the test. */
const moment = (random: Random) => new Date(random.integer(1_420_070_400, 2_051_222_399) * 1000).toISOString();

const host = (random: Random) => `${word(random)}.example.org`;

const formats: Readonly<Record<string, (random: Random) => string>> = {
  'date-time': (random) => moment(random).replace('.000Z', 'Z'),
  date: (random) => moment(random).slice(0, 10),
  time: (random) => moment(random).slice(11).replace('.000Z', 'Z'),
  duration: (random) => `P${random.integer(1, 30)}DT${random.integer(1, 23)}H`,
  email: (random) => `${word(random)}@${host(random)}`,
  'idn-email': (random) => `${word(random)}@${host(random)}`,
  hostname: host,
  'idn-hostname': host,
  ipv4: (random) => `192.0.2.${random.integer(1, 254)}`,
  ipv6: (random) => `2001:db8::${hex(random, 4)}`,
  uuid: (random) =>
    `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(random, 3)}-${hex(random, 12)}`,
  uri: (random) => `https://${host(random)}/${word(random)}`,
  url: (random) => `https://${host(random)}/${word(random)}`,
  iri: (random) => `https://${host(random)}/${word(random)}`,
  'uri-reference': (random) => `/${word(random)}/${word(random)}`,
  'iri-reference': (random) => `/${word(random)}/${word(random)}`,
  'uri-template': (random) => `/${word(random)}/{${word(random)}}`,
  'json-pointer': (random) => `/${word(random)}/${random.integer(0, 9)}`,
  'relative-json-pointer': (random) => `${random.integer(0, 9)}/${word(random)}`,
  regex: (random) => `^${word(random)}$`,
  byte: (random) => Buffer.from(word(random)).toString('base64'),
  'unix-time': (random) => String(random.integer(1_420_070_400, 2_051_222_399)),
};

/**
 * A string for a schema: by its pattern, else its format, else a word or more, as long as asked for.
 *
 * @throws {NoSuchValueError} when no string fits the pattern and the length
 */
export function inventString(schema: JsonObject, random: Random, matching: PatternStrings): string {
  const {
    pattern,
    format,
    minLength = 0,
    maxLength = Infinity,
  } = schema as {
    pattern?: string;
    format?: string;
    minLength?: number;
    maxLength?: number;
  };
  const fits = (text: string) => [...text].length >= minLength && [...text].length <= maxLength;
  const make = format === undefined ? undefined : formats[format];
  const candidate = (): string | undefined => {
    if (pattern === undefined) return make?.(random) ?? phrase(random, minLength, maxLength);
    // A format says more than most patterns that stand beside one, such as `^https://`.
    const text = make?.(random);
    if (text !== undefined && matches(pattern, text)) return text;
    return matching(pattern, String(random.next()));
  };
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const text = candidate();
    if (text !== undefined && fits(text) && (pattern === undefined || matches(pattern, text))) return text;
  }
  throw new NoSuchValueError(`No string was found for ${JSON.stringify({ pattern, format, minLength, maxLength })}.`);
}

function phrase(random: Random, minLength: number, maxLength: number): string {
  let text = word(random);
  while (text.length < minLength) text += ` ${word(random)}`;
  return text.slice(0, maxLength).replace(/ $/, 's');
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return new RegExp(pattern).test(text);
  }
}
