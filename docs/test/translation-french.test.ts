import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../scripts/lib/stamp.ts';
import { catalogueFile, readCatalogue } from '../src/translation/catalogue.ts';
import { judgeCatalogue } from '../src/translation/judge.ts';
import { languages } from '../src/words/index.ts';

const path = catalogueFile('fr');
const catalogue = readCatalogue(path);

/** Texts of one source, without code, each with the place that a message names. */
type Texts = (readonly [place: string, text: string])[];

const withoutCode = (text: string) => text.replaceAll(/```[\s\S]*?```|`[^`]*`/g, '`');

const catalogueTexts: Texts = [...catalogue.entries.values()].flatMap(({ translation, line }) =>
  translation === undefined
    ? []
    : [[`${relative(root, path)}, entry at line ${line}`, withoutCode(translation)] as const],
);

const guides = join(root, 'spec/guides/fr');
const guideTexts: Texts = readdirSync(guides).map((file) => [
  `spec/guides/fr/${file}`,
  // Of the front matter only the values are prose, and quotes are YAML's.
  withoutCode(readFileSync(join(guides, file), 'utf8'))
    .replace(/^---\n[\s\S]*?\n---\n/, (matter) => matter.replaceAll(/^\w+: |'/gm, ''))
    .replaceAll(/<[^>]+>|^\[\w+\]: #.*$/gm, '')
    .replaceAll(/\]\([^)]*\)|\{#[^}]*\}|https?:\/\/\S+|^\|[ :|-]*\|$/gm, ']'),
]);

/** The texts of the docs' own words; those that take values are given \u2026 for each. */
const textsOf = (word: unknown): string[] => {
  if (typeof word === 'string') return [word];
  if (typeof word === 'function') return textsOf(word('\u2026', '\u2026', '\u2026'));
  return typeof word === 'object' && word !== null ? Object.values(word).flatMap(textsOf) : [];
};
const wordTexts: Texts = textsOf(languages.fr).map((text) => ['docs/src/words/fr.ts', withoutCode(text)]);

/** French that has something in it that it should not have: where it stands, and what is around it. */
const placesWith = (pattern: RegExp, texts: Texts): string[] =>
  texts.flatMap(([place, text]) => {
    const found = pattern.exec(text);
    if (!found) return [];
    const around = text.slice(Math.max(0, found.index - 20), found.index + 20);
    return [`${place}: ${JSON.stringify(around)}, ${JSON.stringify(found[0])}`];
  });

it('keeps code, links and placeholders of the English', () => {
  expect(catalogueTexts.length).toBeGreaterThan(600);
  expect(judgeCatalogue(catalogue, new Map()).broken).toEqual([]);
});

const typography: [string, RegExp][] = [
  ['a straight apostrophe instead of ’', /'/],
  ['a space that may break before : ; ! ? »', / [:;!?»]/],
  ['no space before : ; ! ? »', /[\p{L}\p{N}`)_*][;!?»]|[\p{L}`)_*]:(?!\/\/)/u],
  ['a space that may break after «', /« /],
  ['straight quotation marks', /"/],
];

it.each([
  ...typography,
  ['a word of the domain without its accents', /\b(?:collectivites?|referentiels?|metadonnees?|etoiles?)\b/i],
  [
    'an English word that has a French one',
    /\b(?:tokens?|scopes?(?!_)|credentials?(?!_\)|\))|endpoints?|owner)\b(?!_)/i,
  ],
  ['the guichet as a common noun, which the identity would rename', /guichet/],
] satisfies [string, RegExp][])('has nowhere %s', (_, pattern) => {
  expect(placesWith(pattern, catalogueTexts)).toEqual([]);
});

it.each(typography)('guides and the docs’ own words have nowhere %s', (_, pattern) => {
  expect(guideTexts.length).toBeGreaterThan(10);
  expect(wordTexts.length).toBeGreaterThan(100);
  expect(placesWith(pattern, [...guideTexts, ...wordTexts])).toEqual([]);
});

it('ends as its English does: a sentence with a full stop, a title without', () => {
  const ends = (text: string) => /[.!?]$/.test(text.trim());
  const odd = [...catalogue.entries.values()].filter(
    ({ english, translation }) => translation !== undefined && ends(english) !== ends(translation),
  );
  expect(odd.map(({ line }) => line)).toEqual([]);
});
