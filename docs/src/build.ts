/** `node docs/src/build.ts`: builds the docs from `spec/dist` and `spec/guides` into `docs/dist`. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assets } from './assets.ts';
import { type Edition, editions as allEditions, readReference } from './edition.ts';
import { type Page, frame } from './frame.ts';
import { guidePage, guidesFolder, readGuides } from './guides.ts';
import type { Site } from './menu.ts';
import { defaultOutDir } from './out-dir.ts';
import { overviewPage } from './overview.ts';
import { linkProblems, problemTypesOf } from './problems.ts';
import { referencePage } from './reference/page.ts';

export type { Edition, Source } from './edition.ts';

export interface BuildOptions {
  /** Folder to write to, one folder an edition in it. Default `docs/dist`. */
  outDir?: string;
  /** Default the public and the internal edition of the kit's contracts. */
  editions?: readonly Edition[];
  /** Folder of the guides. Default `spec/guides`. */
  guides?: string;
}

function pagesOf(site: Site): Page[] {
  const main = site.references[0];
  const summary = main?.document.info.summary ?? '';
  const guides = site.guides.map((guide) => ({
    file: `${guide.slug}.html`,
    title: guide.title,
    description: guide.description,
    content: guidePage(guide, site.guides, site.references),
  }));
  const problems = problemTypesOf(site.references);
  const explains = (slug: string) => guides.find(({ content }) => content.markup.includes(` id="${slug}"`))?.file;
  // A type that a partner gets and finds nowhere explained is a hole in the docs.
  const missing = problems.filter(({ slug }) => guides.length > 0 && explains(slug) === undefined);
  if (missing.length > 0) {
    const headings = missing.map(({ slug }) => `### \`${slug}\``).join(', ');
    throw new Error(
      `No guide explains these problem types of the contract. Add headings to spec/guides/errors.md: ${headings}`,
    );
  }
  return [
    { file: 'index.html', title: main?.title ?? '', description: summary, content: overviewPage(site) },
    ...guides,
    ...site.references.map((reference) => ({
      file: `${reference.slug}.html`,
      title: reference === main ? 'Reference' : reference.title,
      description: reference.document.info.summary ?? summary,
      content: linkProblems(referencePage(reference, site.audience), problems, explains),
    })),
  ];
}

/** Every file of an edition, by its path there. */
async function makeEdition({ audience, sources }: Edition, guides: string): Promise<Map<string, string>> {
  const site: Site = {
    audience,
    guides: await readGuides(audience, guides),
    references: await Promise.all(sources.map((source) => readReference(source, audience))),
  };
  return new Map([
    ...pagesOf(site).map((page) => [page.file, frame(page, site)] as const),
    ...site.references.map(({ slug, text }) => [`${slug}.openapi.json`, text] as const),
    ...Object.entries(await assets(site)).map(([file, text]) => [`assets/${file}`, text] as const),
  ]);
}

async function writeEdition(folder: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'assets'), { recursive: true });
  return Promise.all(
    [...files].map(async ([name, text]) => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    }),
  );
}

/**
 * Builds the docs: static pages that work without scripts and load nothing from elsewhere.
 *
 * @returns The files written.
 * @throws Error when a bundle is missing, a public bundle holds what is not public, a link of a guide leads nowhere, or
 *   a problem type is explained nowhere. What was built before then stays as it is.
 * @example await buildDocs({ outDir: 'docs/dist' })
 */
export async function buildDocs(options: BuildOptions = {}): Promise<string[]> {
  const { outDir = defaultOutDir, editions = allEditions, guides = guidesFolder } = options;
  const made = await Promise.all(editions.map((edition) => makeEdition(edition, guides)));
  const written = made.map((files, index) => writeEdition(resolve(outDir, editions[index]?.name ?? ''), files));
  return (await Promise.all(written)).flat();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const files = await buildDocs();
    console.log(`${files.length} files in ${defaultOutDir}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
