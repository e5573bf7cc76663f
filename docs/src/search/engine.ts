/** What the build and the reader's browser must do alike: an index is only good for the words that it was made with. */
import type { Options } from 'minisearch';

/** Something a reader can look for. */
export interface Entry {
  id: number;
  /** From the folder of the language. */
  url: string;
  kind: 'operation' | 'problem' | 'term' | 'schema' | 'reference' | 'guide';
  title: string;
  /** Language of the title, where it is not that of the page. */
  lang?: string;
  /** Where it stands, from the outside in. */
  where: string;
  /** Of an operation: its id and its path. */
  address: string;
  /** Of parameters, fields, schemas and scopes. */
  names: string;
  text: string;
  /** Found, but never shown. */
  code: string;
  method?: string;
  usages?: readonly string[];
}

/** Without case and accents, as people type: `Étoiles` is `etoiles`, `œuvre` is `oeuvre`. */
export const fold = (word: string): string =>
  word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae');

/** A word as it is looked up; `modifieDepuis` as `modifie` and `depuis`, too. */
export function termsOf(word: string): string[] {
  const parts = word.split(/(?<=[\p{Ll}\d])(?=\p{Lu})/u);
  return [...new Set([word, ...(parts.length > 1 ? parts : [])].map(fold))];
}

/** The words of a text; names of problem types, such as `not-found`, also whole. */
export const tokenize = (text: string): string[] => [
  ...text.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean),
  ...(text.match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)+/gu) ?? []),
];

/** The name of an operation counts more than its mention. */
const weight: Record<Entry['kind'], number> = {
  operation: 2,
  problem: 1.5,
  term: 1.3,
  schema: 1,
  reference: 1,
  guide: 1,
};

export const options: Options<Entry> = {
  fields: ['title', 'address', 'method', 'names', 'text', 'code'],
  storeFields: ['url', 'kind', 'title', 'lang', 'where', 'address', 'names', 'text', 'method', 'usages'],
  tokenize,
  processTerm: termsOf,
  searchOptions: {
    processTerm: fold,
    // The last word may still be on its way; `not` is not meant as the beginning of `nothing`.
    prefix: (term, index, terms) => term.length > 3 || index === terms.length - 1,
    // One wrong letter from four on, two from six: two letters that changed places are two.
    fuzzy: (term) => (term.length < 4 ? 0 : term.length < 6 ? 1 : 2),
    weights: { prefix: 0.5, fuzzy: 0.1 },
    boost: { title: 8, address: 5, names: 2, code: 0.3 },
    boostDocument: (_id, _term, stored) => weight[stored?.['kind'] as Entry['kind']],
  },
};
