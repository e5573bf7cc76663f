import { join } from 'node:path';
import { type Catalogue, readCatalogue } from '../../src/translation/catalogue.ts';
import { scratch, write } from './folder.ts';

export const header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n';

/** A text and its translation, as they stand in the file. */
export const entry = (english: string, french: string, flag = ''): string =>
  `\n${flag && `#, ${flag}\n`}msgid ${JSON.stringify(english)}\nmsgstr ${JSON.stringify(french)}\n`;

/** A file with a catalogue of these entries. */
export async function fileOf(...entries: string[]): Promise<string> {
  const folder = await scratch();
  await write(folder, { 'fr.po': header + entries.join('') });
  return join(folder, 'fr.po');
}

export const catalogueOf = async (...entries: string[]): Promise<Catalogue> => readCatalogue(await fileOf(...entries));
