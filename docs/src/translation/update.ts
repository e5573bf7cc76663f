/** Brings a catalogue up to date with the contracts. */
import { type GetTextTranslation, type GetTextTranslations, po } from 'gettext-parser';
import { identity } from '../../../guichet.config.ts';
import { renameIdentity } from '../../../spec/plugins/identity.js';
import type { Document } from '../openapi.ts';
import { keyOf } from './catalogue.ts';
import { type Text, textsOf } from './texts.ts';

/** An English text, and all places where it stands. */
export interface Source {
  english: string;
  places: string[];
}

/** The texts of documents by their keys, in the documents' order. A place begins with the document's name. */
export const sourcesOf = (documents: readonly (readonly [name: string, document: Document])[]): Map<string, Source> =>
  sourcesOfTexts(documents.map(([name, document]) => [name, textsOf(document)]));

/** The same for texts that were found already, of whatever kind of document. */
export function sourcesOfTexts(
  found: readonly (readonly [name: string, texts: readonly Text[]])[],
): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const [name, texts] of found) {
    for (const { value, place } of texts) {
      const source = sources.get(keyOf(value)) ?? { english: value.trim(), places: [] };
      sources.set(keyOf(value), source);
      const where = `${name}/${place}`;
      if (!source.places.includes(where)) source.places.push(where);
    }
  }
  return sources;
}

const hasWords = ({ msgstr }: GetTextTranslation): boolean => msgstr.some((text) => text.trim() !== '');

/** Entries by the key that their English has under the kit's identity. */
function byKey(messages: Record<string, GetTextTranslation> = {}): Map<string, GetTextTranslation> {
  const entries = Object.values(messages).filter(({ msgid }) => msgid !== '');
  return new Map(entries.map((entry) => [keyOf(renameIdentity(entry.msgid, identity)), entry]));
}

/** An empty catalogue of a language. */
export const emptyTable = (language: string): GetTextTranslations => ({
  charset: 'utf-8',
  headers: {
    'Content-Type': 'text/plain; charset=UTF-8',
    'Content-Transfer-Encoding': '8bit',
    Language: language,
    'MIME-Version': '1.0',
  },
  translations: {},
});

/**
 * The text of a catalogue with the texts that the contracts have now: what is translated stays, a new text comes in
 * empty, one that is gone is kept as obsolete (`#~`) when somebody had written its translation. Done twice, it changes nothing.
 */
export function updateCatalogue(table: GetTextTranslations, sources: ReadonlyMap<string, Source>): string {
  const known = byKey(table.translations['']);
  const gone = byKey(table.obsolete?.['']);
  const messages: [string, GetTextTranslation][] = [...sources].map(([key, { english, places }]) => {
    const entry = known.get(key) ?? gone.get(key) ?? { msgid: english, msgstr: [''] };
    // Its English stays as it is written: under another identity the bundles have other names in it.
    return [entry.msgid, { ...entry, comments: { ...entry.comments, reference: places.join('\n') } }];
  });
  const obsolete = [...known, ...gone]
    .filter(([key, entry]) => !sources.has(key) && hasWords(entry))
    .map(([, { comments, ...entry }]): [string, GetTextTranslation] => {
      const { reference: _, ...kept } = comments ?? {};
      return [entry.msgid, { ...entry, comments: kept }];
    });
  const header = table.translations['']?.[''];
  return po
    .compile({
      ...table,
      translations: { '': { ...(header && { '': header }), ...Object.fromEntries(messages) } },
      obsolete: { '': Object.fromEntries(obsolete) },
    })
    .toString();
}
