import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Document, type Endpoint, endpointsOf } from './openapi.ts';
import { type Reader, readDocument } from './redoc.ts';
import { sortUsages, usagesOf } from './usage.ts';

/** A contract that an edition shows on a page of its own. */
export interface Source {
  /** Name of the page, and of the download beside it (`<slug>.openapi.json`). */
  slug: string;
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
}

const bundle = (name: string): string => fileURLToPath(new URL(`../../spec/dist/${name}.json`, import.meta.url));

/** The editions of the kit: what partners read, and what the platform's staff reads. */
export const editions: readonly Edition[] = [
  {
    name: 'public',
    audience: 'public',
    sources: [
      { slug: 'reference', file: bundle('public') },
      { slug: 'registry', file: bundle('registry-public') },
    ],
  },
  {
    name: 'internal',
    audience: 'internal',
    sources: [
      { slug: 'reference', file: bundle('full') },
      { slug: 'registry', file: bundle('registry') },
    ],
  },
];

/** A source that was read. */
export interface Reference {
  slug: string;
  title: string;
  document: Document;
  /** The text of the document, as it is offered for download. */
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

/**
 * Reads one source of an edition.
 *
 * @throws Error when the bundle is missing, or when a public edition is given an operation that is not public.
 */
export async function readReference(source: Source, audience: Edition['audience']): Promise<Reference> {
  const text = await readText(source.file);
  const document = JSON.parse(text) as Document;
  const endpoints = endpointsOf(document);
  for (const { operation, method, path } of endpoints) {
    if (audience === 'public' && !usagesOf(operation, audience).includes('public')) {
      const name = operation.operationId ?? `${method.toUpperCase()} ${path}`;
      throw new Error(
        `${source.file} holds ${name}, whose x-usage is not public. Bundle it with the filter of the public API.`,
      );
    }
  }
  return {
    slug: source.slug,
    title: document.info.title,
    document,
    text,
    reader: await readDocument(document),
    endpoints: new Map(endpoints.map((endpoint) => [endpoint.operation.operationId ?? '', endpoint])),
    usages: sortUsages(endpoints.flatMap(({ operation }) => usagesOf(operation, audience))),
  };
}
