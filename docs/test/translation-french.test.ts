import { expect, it } from 'vitest';
import { catalogueFile, readCatalogue } from '../src/translation/catalogue.ts';
import { judgeCatalogue } from '../src/translation/judge.ts';

const catalogue = readCatalogue(catalogueFile('fr'));

/** The French texts by their line of the file, without code. */
const texts = [...catalogue.entries.values()].flatMap(({ translation, line }) =>
  translation === undefined ? [] : [[line, translation.replaceAll(/```[\s\S]*?```|`[^`]*`/g, '`')] as const],
);

/** Lines of the file whose French has something in it that it should not have. */
const linesWith = (pattern: RegExp): string[] =>
  texts.flatMap(([line, text]) => (pattern.test(text) ? [`line ${line}: ${text}`] : []));

it('keeps code, links and placeholders of the English', () => {
  expect(texts.length).toBeGreaterThan(600);
  expect(judgeCatalogue(catalogue, new Map()).broken).toEqual([]);
});

it.each([
  ['a straight apostrophe instead of ’', /'/],
  ['a space that may break before : ; ! ? »', / [:;!?»]/],
  ['no space before : ; ! ? »', /[\p{L}\p{N}`)_*][;!?»]|[\p{L}`)_*]:(?!\/\/)/u],
  ['a space that may break after «', /« /],
  ['straight quotation marks', /"/],
  ['a word of the domain without its accents', /\b(?:collectivites?|referentiels?|metadonnees?|etoiles?)\b/i],
  [
    'an English word that has a French one',
    /\b(?:tokens?|scopes?(?!_)|credentials?(?!_\)|\))|endpoints?|owner)\b(?!_)/i,
  ],
  ['the guichet as a common noun, which the identity would rename', /guichet/],
])('has nowhere %s', (_, pattern) => {
  expect(linesWith(pattern)).toEqual([]);
});

it('ends as its English does: a sentence with a full stop, a title without', () => {
  const ends = (text: string) => /[.!?]$/.test(text.trim());
  const odd = [...catalogue.entries.values()].filter(
    ({ english, translation }) => translation !== undefined && ends(english) !== ends(translation),
  );
  expect(odd.map(({ line }) => line)).toEqual([]);
});
