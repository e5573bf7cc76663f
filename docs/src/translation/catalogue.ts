/** The translations of the contracts' texts: a gettext catalogue (PO), found by the English text. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type GetTextTranslation, type GetTextTranslations, po } from 'gettext-parser';
import { identity } from '../../../guichet.config.ts';
import { renameIdentity } from '../../../spec/plugins/identity.js';
import type { Document } from '../openapi.ts';
import { textsOf } from './texts.ts';

/** The catalogue of a language. */
export const catalogueFile = (language: string): string =>
  fileURLToPath(new URL(`../../../spec/translations/${language}.po`, import.meta.url));

/** How texts are compared: what YAML or an editor makes of line breaks decides nothing. */
export const keyOf = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The same words under the identity of the kit, which the bundles carry. */
const renamed = (text: string): string => renameIdentity(text, identity);

/** A text of the catalogue. */
export interface Entry {
  english: string;
  /** Missing where nobody has written it, or where it is marked as `fuzzy`: not to be trusted before somebody looks. */
  translation: string | undefined;
  /** Line of the file where it begins. */
  line: number;
}

export interface Catalogue {
  file: string;
  /** By the key of the English text. */
  entries: ReadonlyMap<string, Entry>;
  /** As it was read, to be written again. */
  table: GetTextTranslations;
  /** The translation of a text; `undefined` where there is none. */
  translate(text: string): string | undefined;
}

/** Lines where the texts of a catalogue begin, by the text; several where it stands several times. */
function linesOf(source: string): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const found of source.matchAll(/^msgid +("(?:[^\n]*"\s*")*[^\n]*")/gm)) {
    const pieces = found[1]?.split('\n').map((piece) => piece.trim()) ?? [];
    const text = pieces.map((piece) => piece.slice(1, -1).replaceAll(/\\(.)/g, unescape)).join('');
    const line = source.slice(0, found.index).split('\n').length;
    lines.set(text, [...(lines.get(text) ?? []), line]);
  }
  return lines;
}

const unescape = (_: string, letter: string): string => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter;

function parse(source: string, file: string): GetTextTranslations {
  try {
    return po.parse(source, { validation: true });
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    const twice = [...linesOf(source).values()].find((lines) => lines.length > 1);
    const { lineNumber = twice?.at(-1) ?? 1 } = error as { lineNumber?: number };
    const message = twice && !('lineNumber' in error) ? `This msgid is already on line ${twice[0]}.` : error.message;
    throw new Error(`${file}:${lineNumber}: ${message} Correct it there: the file is a gettext catalogue (PO).`, {
      cause: error,
    });
  }
}

/** Whether a person has to look at it before it may be shown. */
const isFuzzy = ({ comments }: GetTextTranslation): boolean =>
  comments?.flag?.split(/[\s,]+/).includes('fuzzy') ?? false;

/**
 * Reads a catalogue, under the identity of the kit.
 *
 * @throws Error that names the file and the line, and says what to do.
 * @example readCatalogue(catalogueFile('fr')).translate('Not found')
 */
export function readCatalogue(file: string): Catalogue {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${file} is missing. Run \`npm run translations\`, which writes it.`, { cause: error });
  }
  const table = parse(source, file);
  const lines = linesOf(source);
  const entries = new Map<string, Entry>();
  for (const [context, messages] of Object.entries(table.translations)) {
    for (const message of Object.values(messages)) {
      if (context === '' && message.msgid === '') continue;
      const line = lines.get(message.msgid)?.[0] ?? 1;
      if (context !== '' || message.msgid_plural !== undefined) {
        const field = context === '' ? 'msgid_plural' : 'msgctxt';
        throw new Error(`${file}:${line}: ${field} is not read: a text is found by its English alone. Remove it.`);
      }
      const translation = isFuzzy(message) ? '' : renamed(message.msgstr.join('').trim());
      const english = renamed(message.msgid);
      entries.set(keyOf(english), { english, translation: translation || undefined, line });
    }
  }
  return { file, entries, table, translate: (text) => entries.get(keyOf(text))?.translation };
}

export interface TranslateOptions {
  /** What becomes of Markdown that has no translation, to say which language it is. Lines stay as they are. */
  wrap?: (text: string) => string;
}

/**
 * A copy of a document in the language of a catalogue. What the catalogue does not have stays in English.
 *
 * @returns The copy, and the English texts that stayed.
 */
export function translateDocument(
  document: Document,
  catalogue: Pick<Catalogue, 'translate'>,
  { wrap = (text) => text }: TranslateOptions = {},
): { document: Document; untranslated: string[] } {
  const copy = structuredClone(document);
  const untranslated = new Set<string>();
  for (const text of textsOf(copy)) {
    const translation = catalogue.translate(text.value);
    if (translation !== undefined) text.replace(translation);
    else {
      untranslated.add(text.value);
      if (text.markdown) text.replace(wrap(text.value));
    }
  }
  return { document: copy, untranslated: [...untranslated] };
}
