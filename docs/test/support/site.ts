import { join } from 'node:path';
import { type Edition, readReference } from '../../src/edition.ts';
import { parseGuide } from '../../src/guides.ts';
import { outputFiles } from '../../src/outputs/files.ts';
import type { Document } from '../../src/openapi.ts';
import type { Site } from '../../src/site.ts';
import { type Language, languages } from '../../src/words/index.ts';
import { scratch, write } from './folder.ts';
import { tiny, tinyGuides } from './tiny.ts';

/** What an edition of a small contract is made from. */
export async function tinySite(
  options: {
    document?: Document;
    audience?: Edition['audience'];
    guides?: Record<string, string>;
    language?: Language;
  } = {},
): Promise<Site> {
  const { document = tiny, audience = 'public', guides = tinyGuides, language = 'en' } = options;
  const folder = await scratch();
  await write(folder, { 'tiny.json': JSON.stringify(document) });
  return {
    audience,
    language,
    words: languages[language],
    languages: ['en', 'fr'],
    guides: Object.entries(guides)
      .map(([file, source]) => parseGuide(file.replace(/\.md$/, ''), source))
      .filter((guide) => guide.audience === 'public' || audience === 'internal'),
    references: [await readReference({ slug: 'reference', file: join(folder, 'tiny.json') }, audience, language)],
  };
}

/** What is no page, by its name. */
export const outputsOf = (site: Site): Map<string, string> => new Map(outputFiles(site));
