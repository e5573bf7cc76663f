import {
  array,
  constant,
  constantFrom,
  double,
  integer,
  jsonValue,
  nat,
  oneof,
  string,
  tuple,
  type Arbitrary,
} from 'fast-check';

/** Texts that something has stumbled over before. */
const known = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\uD800',
  '\uFEFF',
  '\u202E',
  '1e400',
  '-0',
  '9'.repeat(30),
  '2147483648',
  '9007199254740993',
  'NaN',
  'null',
  'true',
  '[]',
  '{}',
  '0x10',
  '١٢',
  '%',
  '%00',
  '%ff',
  '..',
  '../../etc/passwd',
  "' or 1=1 --",
  '_%',
  '\\',
  '__proto__',
  'constructor',
  'toString',
  '0000-00-00',
  '2024-02-30',
  '+275760-09-13',
  '294277-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '2024-01-01T00:00:00+24:00',
  '2016-12-31T23:59:60Z',
  'x'.repeat(5_000),
  '😀'.repeat(1_000),
];

export const hostileText: Arbitrary<string> = oneof(
  constantFrom(...known),
  string({ unit: 'binary', maxLength: 30 }),
  string({ unit: 'grapheme', maxLength: 30 }),
  nat({ max: 100_000_000 }).map(String),
);

const hostileNumber = oneof(
  constantFrom(0, -0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 5e-324, Number.MAX_SAFE_INTEGER + 2),
  integer(),
  double({ noNaN: true, noDefaultInfinity: true }),
);

const deep = integer({ min: 2, max: 200 }).map((levels) => {
  let value: unknown = [];
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
});

export const hostileValue: Arbitrary<unknown> = oneof(
  hostileText,
  hostileNumber,
  constantFrom(null, true, false, [], {}),
  jsonValue({ maxDepth: 3 }),
  deep,
  array(integer(), { minLength: 50, maxLength: 200 }),
);

/** Bodies that are no value of JSON at all, or one that does not survive being read. */
export const hostileBody: Arbitrary<string> = oneof(
  constantFrom(
    '{',
    '[1,]',
    'null',
    '""',
    '[]',
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{}}}',
    '{"a":1e400}',
    '{"a":"\\ud800"}',
    '{"a":"\\u0000"}',
    '\uFEFF{}',
    '{"a":1,"a":2}',
    '='.repeat(100),
    '&'.repeat(2_000),
    'grant_type=client_credentials&grant_type=client_credentials',
    'grant_type[]=client_credentials',
    '%',
    '%ff=%fe',
    '<a/>',
  ),
  string({ unit: 'binary', maxLength: 200 }),
  jsonValue({ maxDepth: 5 }).map((value) => JSON.stringify(value)),
  tuple(constant('{"valeurs":'), deep).map(([begin, value]) => `${begin}${JSON.stringify(value)}}`),
);
