/** The index of a language, written at build time, for a search without any server. */
import MiniSearch from 'minisearch';
import { problemTypesOf } from '../problems.ts';
import type { Page, Site } from '../site.ts';
import { hiddenFromPublic } from '../usage.ts';
import { type Entry, options, termsOf } from './engine.ts';
import { pageEntries } from './page-entries.ts';
import { referenceEntries } from './reference-entries.ts';

/** File of the index, in the folder of its language. */
export const indexFile = 'search-index.js';

/** What of an edition can be found, in its order. */
export function entriesOf(site: Site, pages: readonly Page[]): Entry[] {
  const problems = new Set(problemTypesOf(site.references).map(({ slug }) => slug));
  const references = new Set(site.references.map(({ slug }) => `${slug}.html`));
  const found = pages
    .filter(({ unlisted }) => unlisted !== true)
    .flatMap((page) => {
      const reference = site.references.find(({ slug }) => `${slug}.html` === page.file);
      return reference ? referenceEntries(reference, page, site.audience) : pageEntries(page, site, problems);
    });
  // The references come first among equals.
  const rank = ({ url }: Omit<Entry, 'id'>) => (references.has(url.replace(/#.*/, '')) ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b)).map((entry, id) => ({ id, ...entry }));
}

/** A classic script that hands the index over: from a folder opened by `file://`, a browser reads no JSON. */
export function searchIndex(site: Site, pages: readonly Page[]): [file: string, text: string][] {
  // `internal-error` is for partners, `internal` is not: whoever types it still finds what begins so.
  const isOpen = (term: string) => site.audience === 'internal' || !hiddenFromPublic.has(term);
  const processTerm = (word: string) => termsOf(word).filter(isOpen);
  const engine = new MiniSearch<Entry>({ ...options, processTerm });
  engine.addAll(entriesOf(site, pages));
  return [[indexFile, `docsIndex=${JSON.stringify(engine)}\n`]];
}
