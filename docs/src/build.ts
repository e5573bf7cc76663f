/** `node docs/src/build.ts`: builds the docs from `spec/dist` and `spec/guides` into `docs/dist`. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assets } from './assets.ts';
import { changelogPages, releaseFiles, withFormerAnchors } from './changelog/outputs.ts';
import { redirectScript } from './changelog/redirects.ts';
import { readReleases } from './changelog/released.ts';
import { refuseVanished } from './changelog/vanished.ts';
import { type Edition, editions as allEditions, readReference, translatorOf } from './edition.ts';
import { frame } from './frame.ts';
import { readGlossary } from './glossary.ts';
import { type Guide, guideGroups, guidePage, guidesFolder, readGuides } from './guides.ts';
import { readJourneys } from './journeys/arazzo.ts';
import { journeyGuides } from './journeys/guide.ts';
import { refuseBrokenLinks, refuseDeadLinks } from './links.ts';
import { defaultOutDir } from './out-dir.ts';
import { outputFiles } from './outputs/files.ts';
import { overviewPage } from './overview.ts';
import { problemPages } from './problem-pages.ts';
import { type ProblemType, linkProblems, problemTypesOf } from './problems.ts';
import { referencePage } from './reference/page.ts';
import { searchIndex } from './search/index-file.ts';
import { type Page, type Site, languageFolder } from './site.ts';
import { type Language, languages as allLanguages } from './words/index.ts';

export type { Edition, Source } from './edition.ts';

export interface BuildOptions {
  /** Folder to write to, with one folder per edition in it. Default `docs/dist`. */
  outDir?: string;
  /** Default the public and the internal edition of the kit's contracts. */
  editions?: readonly Edition[];
  /** Folder of the guides, with a folder for each language in it. Default `spec/guides`. */
  guides?: string;
  /** Default all that the docs have words for. */
  languages?: readonly Language[];
}

/** The guide that explains each problem type of the contract: one that a partner gets and finds nowhere is a hole. */
function explanations(guides: readonly Page[], problems: readonly ProblemType[]): (slug: string) => string | undefined {
  const explains = (slug: string) => guides.find(({ content }) => content.markup.includes(` id="${slug}"`))?.file;
  const missing = problems.filter(({ slug }) => guides.length > 0 && explains(slug) === undefined);
  if (missing.length === 0) return explains;
  const headings = missing.map(({ slug }) => `### \`${slug}\``).join(', ');
  throw new Error(
    `No guide explains these problem types of the contract. Add headings to spec/guides/en/errors.md and its translations: ${headings}`,
  );
}

function pagesOf(site: Site): Page[] {
  const main = site.references[0];
  const summary = main?.document.info.summary ?? '';
  const guides: Page[] = site.guides.map((guide) => ({
    file: `${guide.slug}.html`,
    title: guide.title,
    description: guide.description,
    content: site.glossary?.linkGuide(guide, guidePage(guide, site)) ?? guidePage(guide, site),
  }));
  const problems = problemTypesOf(site.references);
  const explains = explanations(guides, problems);
  return [
    { file: 'index.html', title: main?.title ?? '', description: summary, content: overviewPage(site) },
    ...guides,
    ...(guides.length > 0 ? problemPages(problems, guides, site) : []),
    ...site.references.map((reference) => ({
      file: `${reference.slug}.html`,
      title: reference === main ? site.words.reference : reference.title,
      description: reference.document.info.summary ?? summary,
      content: withFormerAnchors(
        linkProblems(referencePage(reference, site.audience), problems, explains),
        reference,
        site,
      ),
    })),
    ...changelogPages(site),
  ];
}

/** Files by their path below the folder of the language. Each entry is a kind of output. */
const outputs: readonly ((site: Site, pages: readonly Page[]) => Iterable<readonly [file: string, text: string]>)[] = [
  (site, pages) => pages.map((page) => [page.file, frame(page, site)] as const),
  outputFiles,
  releaseFiles,
  searchIndex,
];

/** @throws Error when two want the same name: one would be lost, and nobody would notice. */
function byName(files: readonly (readonly [file: string, text: string])[]): Map<string, string> {
  const named = new Map<string, string>();
  for (const [file, text] of files) {
    if (named.has(file)) {
      throw new Error(
        `Two files would be called ${file}. Give the guide another name, or the operation another operationId, and look at \`formerly\` in guides.`,
      );
    }
    named.set(file, text);
  }
  return named;
}

/** Journeys stand where their group stands: what a reader goes on to from the last guide before them. */
function withJourneys(guides: readonly Guide[], journeys: readonly Guide[]): Guide[] {
  const later = new Set(guideGroups.slice(guideGroups.indexOf('journeys')));
  const place = guides.findIndex(({ group }) => later.has(group));
  return guides.toSpliced(place === -1 ? guides.length : place, 0, ...journeys);
}

/** Every file of an edition, by its path there. */
async function makeEdition(
  { audience, sources, released, journeys }: Edition,
  guides: string,
  languages: readonly Language[],
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const sites: Site[] = [];
  const travels = journeys === undefined ? [] : readJourneys(journeys);
  const releases = released === undefined ? undefined : await readReleases(released);
  for (const language of languages) {
    const prose = await readGuides(audience, language, guides);
    const glossary = readGlossary(prose, language);
    const references = await Promise.all(sources.map((source) => readReference(source, audience, language, glossary)));
    const guidesOfLanguage = withJourneys(prose, journeyGuides(travels, references, language, translatorOf(language)));
    refuseVanished(releases?.[0], new Map(references.map(({ slug, document }) => [slug, document])));
    const site: Site = {
      audience,
      language,
      words: allLanguages[language],
      languages,
      guides: guidesOfLanguage,
      references,
      glossary,
      releases,
    };
    sites.push(site);
    const pages = pagesOf(site);
    const own = byName(outputs.flatMap((output) => [...output(site, pages)]));
    // A contract of somebody else may link to wherever its own docs are.
    const written = pages.filter(({ file }) => guidesOfLanguage.some(({ slug }) => file === `${slug}.html`));
    refuseBrokenLinks(new Map(written.map(({ file, content }) => [file, content.markup])), own, language);
    if (audience === 'public') refuseDeadLinks(releases ?? [], own, language);
    for (const [file, text] of own) files.set(languageFolder(language) + file, text);
  }
  if (sites.some(({ guides: all }) => all.some(({ formerly }) => formerly.length > 0)))
    files.set('assets/redirect.js', redirectScript);
  for (const [file, text] of Object.entries(await assets(sites))) files.set(`assets/${file}`, text);
  return files;
}

async function writeEdition(folder: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  return Promise.all(
    [...files].map(async ([name, text]) => {
      await mkdir(dirname(join(folder, name)), { recursive: true });
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
  const { languages = Object.keys(allLanguages) as Language[] } = options;
  const made = await Promise.all(editions.map((edition) => makeEdition(edition, guides, languages)));
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
