/** Compares a catalogue with the contracts: what is missing, what is stale, what a translation broke. */
import { type Token, lexer, walkTokens } from 'marked';
import { type Catalogue, keyOf } from './catalogue.ts';
import type { Source } from './update.ts';

/** What a translation must have as its English has it: code, the targets of links, HTML, and placeholders. */
function fixedParts(text: string): Set<string> {
  const parts = new Set<string>();
  const add = (token: Token): void => {
    if (token.type === 'codespan') parts.add(`\`${token.text}\``);
    else if (token.type === 'code' || token.type === 'html') parts.add(token.raw.trim());
    else if (token.type === 'link' || token.type === 'image') parts.add(token.href);
    else if (token.type === 'text') {
      for (const [placeholder] of token.raw.matchAll(/\$?\{[^{}\s]+\}|\$[A-Z_]+|%[sd]/g)) parts.add(placeholder);
    }
  };
  void walkTokens(lexer(text), add);
  return parts;
}

/** What is wrong with a translation; empty when nothing is. */
function faultsOf(english: string, translation: string): string[] {
  const [wanted, found] = [fixedParts(english), fixedParts(translation)];
  return [
    ...[...wanted].filter((part) => !found.has(part)).map((part) => `lacks ${part}`),
    ...[...found].filter((part) => !wanted.has(part)).map((part) => `has ${part}, which the English does not have`),
  ];
}

export interface Verdict {
  /** Texts of the contracts without a translation. */
  missing: string[];
  /** Texts of the catalogue that the contracts do not have. */
  stale: string[];
  /** Translations that lost, or gained, what must be the same in both languages. */
  broken: string[];
}

const short = (text: string): string => (keyOf(text).length > 90 ? `${keyOf(text).slice(0, 89)}…` : keyOf(text));

/** Compares a catalogue with the texts that the contracts have now. One line a finding, with its line of the file. */
export function judgeCatalogue(catalogue: Catalogue, sources: ReadonlyMap<string, Source>): Verdict {
  const entries = [...catalogue.entries];
  return {
    missing: [...sources]
      .filter(([key]) => catalogue.entries.get(key)?.translation === undefined)
      .map(([, { english, places }]) => `${places[0]}: ${short(english)}`),
    stale: entries
      .filter(([key]) => !sources.has(key))
      .map(([, { english, line }]) => `line ${line}: ${short(english)}`),
    broken: entries.flatMap(([, { english, translation = '', line }]) =>
      translation === ''
        ? []
        : faultsOf(english, translation).map((fault) => `line ${line} ${fault}: ${short(english)}`),
    ),
  };
}
