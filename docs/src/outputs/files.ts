import { stringify } from 'yaml';
import type { Reference } from '../edition.ts';
import { headingAnchors } from '../markdown.ts';
import { endpointsOf } from '../openapi.ts';
import type { Section } from '../redoc.ts';
import { problemTypesOf } from '../problems.ts';
import type { Site } from '../site.ts';
import { guideMarkdown } from './guide-page.ts';
import { downloadsOf, llmsText } from './llms.ts';
import { operationName, operationPage, operationPageFile } from './operation-page.ts';
import { type PostmanFolder, postmanCollection } from './postman.ts';
import { referenceMarkdown } from './reference-page.ts';
import { outputWords } from './words.ts';

/** The same document in YAML. Words that YAML 1.1 takes for something else, such as `no` or a date, are quoted. */
export const yamlOf = (document: object): string =>
  stringify(document, { lineWidth: 100, aliasDuplicateObjects: false, compat: 'yaml-1.1' });

function foldersOf(reference: Reference, sections: readonly Section[]): PostmanFolder[] {
  return sections.flatMap(({ kind, title, operations, sections: inner }) => {
    const endpoints = operations.flatMap(({ operationId = '' }) => reference.endpoints.get(operationId) ?? []);
    return [...(kind === 'tag' ? [{ name: title, endpoints }] : []), ...foldersOf(reference, inner)];
  });
}

const anchorsOf = (body: string): string[] =>
  [...body.matchAll(/^#{2,6}\s+(.+)$/gm)].flatMap(([, text = '']) => headingAnchors(text).ids);

/** Every file of an edition that is not a page: downloads of each reference, Markdown beside the HTML, and `llms.txt`. */
export function outputFiles(site: Site): [file: string, text: string][] {
  const words = outputWords[site.language];
  const { audience, guides, references } = site;
  const explained = new Map(
    guides.flatMap(({ slug, body }) => anchorsOf(body).map((anchor) => [anchor, `${slug}.md`])),
  );
  const problems = problemTypesOf(references);
  const ofReference = (reference: Reference): [string, string][] => {
    const { plain: document, slug, text, reader } = reference;
    const files = downloadsOf(slug);
    const context = {
      document,
      words,
      pageWords: site.words,
      audience,
      slug,
      pageOf: (name: string) => explained.get(name),
    };
    return [
      [files.json, text],
      [files.yaml, yamlOf(document)],
      [files.postman, postmanCollection(document, foldersOf(reference, reader.sections), words)],
      [`${slug}.md`, referenceMarkdown(reference, words)],
      ...endpointsOf(document).map((endpoint): [string, string] => [
        operationPageFile(slug, operationName(endpoint)),
        operationPage(context, endpoint),
      ]),
    ];
  };
  return [
    ...references.flatMap(ofReference),
    ...guides.map((guide): [string, string] => [`${guide.slug}.md`, guideMarkdown(guide, references, problems)]),
    ['llms.txt', llmsText(site, words)],
  ];
}
