import type { Release } from './changelog/released.ts';
import type { Edition, Reference } from './edition.ts';
import type { Glossary } from './glossary.ts';
import type { Guide } from './guides.ts';
import type { Html } from './html.ts';
import { type Language, type Words, sourceLanguage } from './words/index.ts';

/** An edition in one language: what all its pages are made from. */
export interface Site {
  audience: Edition['audience'];
  language: Language;
  words: Words;
  /** Every language of the edition. */
  languages: readonly Language[];
  guides: readonly Guide[];
  references: readonly Reference[];
  /** The words that can be looked up, where a guide explains them. */
  glossary?: Glossary | undefined;
  /** What was published before, newest first; absent where nothing is ever released. */
  releases?: readonly Release[] | undefined;
}

export interface Page {
  /** File name below the folder of the language: `errors.html`, `problems/not-found/index.html`. */
  file: string;
  title: string;
  description: string;
  content: Html;
  /** Language of the content, where it is not that of the site. */
  lang?: Language | undefined;
  /** Its one address, where it has one that is known. */
  canonical?: string;
  /** Kept out of the search, as a page that only leads on. */
  unlisted?: boolean;
}

/** Folder of a language below its edition, with a last slash unless it is the edition's root. */
export const languageFolder = (language: Language): string => (language === sourceLanguage ? '' : `${language}/`);

/** Way from a page up to the folder of its language: links are relative, so that an edition can live under any path. */
export const upFrom = (file: string): string => '../'.repeat(file.split('/').length - 1);

/** Way from a page up to the root of its edition, where the assets are. */
export const rootFrom = (file: string, language: Language): string => upFrom(languageFolder(language) + file);
