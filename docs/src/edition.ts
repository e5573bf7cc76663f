import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { releasedFolder } from './changelog/released.ts';
import { foreignMarkdown, sayer } from './foreign.ts';
import type { Glossary } from './glossary.ts';
import type { Html } from './html.ts';
import { type Document, type Endpoint, endpointsOf } from './openapi.ts';
import { operationName } from './outputs/operation-page.ts';
import { journeysFolder } from './journeys/arazzo.ts';
import { type Reader, readDocument } from './redoc.ts';
import { sortUsages, usagesOf } from './usage.ts';
import { type Catalogue, catalogueFile, readCatalogue, translateDocument } from './translation/catalogue.ts';
import { type Language, type Words, languages, sourceLanguage } from './words/index.ts';

/** A contract that an edition shows on a page of its own. */
export interface Source {
  /** Name of the page, and of the download that goes with it (`<slug>.openapi.json`). */
  slug: string;
  /** Its name in a narrow place. Default the contract's title. */
  shortTitle?: Partial<Record<Language, string>>;
  /** Bundled OpenAPI 3.1 document, in JSON. */
  file: string;
}

/** The docs for one circle of readers. */
export interface Edition {
  /** Folder below the output folder. */
  name: string;
  /** `public` shows nothing that is not for partners; `internal` shows all, with a filter by usage. */
  audience: 'public' | 'internal';
  sources: readonly Source[];
  /** Folder of the contracts that were published: for the changelog, and to hold today's to them. Default none. */
  released?: string;
  /** Folder of journeys, which become pages after the guides. Default none. */
  journeys?: string;
}

const bundle = (name: string): string => fileURLToPath(new URL(`../../spec/dist/${name}.json`, import.meta.url));

const registryTitle = { en: 'Registry', fr: 'Registre' };

/** The editions of the kit: what partners read, and what the platform's staff reads. */
export const editions: readonly Edition[] = [
  {
    name: 'public',
    audience: 'public',
    released: releasedFolder,
    journeys: journeysFolder,
    sources: [
      { slug: 'reference', file: bundle('public') },
      { slug: 'registry', file: bundle('registry-public'), shortTitle: registryTitle },
    ],
  },
  {
    name: 'internal',
    audience: 'internal',
    released: releasedFolder,
    journeys: journeysFolder,
    sources: [
      { slug: 'reference', file: bundle('full') },
      { slug: 'registry', file: bundle('registry'), shortTitle: registryTitle },
    ],
  },
];

/** A source that was read. */
export interface Reference {
  slug: string;
  language: Language;
  words: Words;
  title: string;
  /** A line of the contract, as a summary or a name, told apart where it is not in the language of the page. */
  said(text: string | undefined): Html;
  /** A description, in which words lead to the glossary. */
  explained(text: Html): Html;
  /** For a narrow place. */
  shortTitle: string;
  /** For pages: what has no translation is marked. */
  document: Document;
  /** The same without marks, for what is not a page. */
  plain: Document;
  /** `plain` as it is offered for download. */
  text: string;
  reader: Reader;
  /** By operation id. */
  endpoints: ReadonlyMap<string, Endpoint>;
  usages: readonly string[];
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${file} is missing. Run \`npm run docs:build\`, which bundles the contract first.`, {
      cause: error,
    });
  }
}

/** Gives an operation without an id the one by which the server knows it: pages, anchors and the search need a name. */
function nameOperations(document: Document): void {
  for (const endpoint of endpointsOf(document)) endpoint.operation.operationId ??= operationName(endpoint);
}

/** Refuses an operation that is not public, and takes from the others the usages that are none of a partner's business. */
function keepPublic(file: string, document: Document): void {
  for (const { operation, method, path } of endpointsOf(document)) {
    const usages = usagesOf(operation, 'public');
    if (operation['x-usage'] !== undefined) operation['x-usage'] = usages;
    if (usages.includes('public')) continue;
    const name = operation.operationId ?? `${method.toUpperCase()} ${path}`;
    throw new Error(`${file} holds ${name}, whose x-usage is not public. Bundle it with the filter of the public API.`);
  }
}

/** Who translates into a language: nobody where there is no catalogue of it. */
export const translatorOf = (language: Language): Pick<Catalogue, 'translate'> =>
  existsSync(catalogueFile(language)) ? readCatalogue(catalogueFile(language)) : { translate: () => undefined };

/**
 * Reads one source of an edition, in a language.
 *
 * @throws Error when the bundle is missing, or when a public edition is given an operation that is not public.
 */
export async function readReference(
  { slug, file, shortTitle }: Source,
  audience: Edition['audience'],
  language: Language,
  glossary?: Glossary,
): Promise<Reference> {
  const original = JSON.parse(await readText(file)) as Document;
  if (audience === 'public') keepPublic(file, original);
  nameOperations(original);
  const words = languages[language];
  const isSource = language === sourceLanguage;
  const translator = translatorOf(language);
  const { document, untranslated } = isSource
    ? { document: original, untranslated: [] }
    : translateDocument(original, translator, { wrap: foreignMarkdown });
  const plain = isSource ? original : translateDocument(original, translator).document;
  const endpoints = endpointsOf(document);
  return {
    slug,
    language,
    words,
    said: sayer(new Set(untranslated)),
    explained: (text) => glossary?.link(text) ?? text,
    title: document.info.title,
    shortTitle: shortTitle?.[language] ?? document.info.title,
    document,
    plain,
    text: JSON.stringify(plain, null, 2),
    reader: await readDocument(document, words),
    endpoints: new Map(endpoints.map((endpoint) => [endpoint.operation.operationId ?? '', endpoint])),
    usages: sortUsages(endpoints.flatMap(({ operation }) => usagesOf(operation, audience))),
  };
}
