import { changelogWords } from '../changelog/words.ts';
import { operationLink } from './reference-page.ts';
import { document as page, oneLine } from './text.ts';
import type { Site } from '../site.ts';
import type { OutputWords } from './words.ts';

/** Files of a reference that programs read. */
export const downloadsOf = (slug: string) => ({
  json: `${slug}.openapi.json`,
  yaml: `${slug}.openapi.yaml`,
  postman: `${slug}.postman_collection.json`,
});

/** The table of contents for language models (https://llmstxt.org): every Markdown page and download of an edition. */
export function llmsText(
  { guides, references, releases, language, words: pageWords }: Site,
  words: OutputWords,
): string {
  const [main] = references;
  const downloads = references.flatMap(({ slug, title }) => {
    const files = downloadsOf(slug);
    return [
      `- [${title}: ${words.openapiYaml}](${files.yaml})`,
      `- [${title}: ${words.openapiJson}](${files.json})`,
      `- [${title}: ${words.postman}](${files.postman})`,
    ];
  });
  return page(
    `# ${main?.title ?? ''}`,
    main?.plain.info.summary && `> ${oneLine(main.plain.info.summary)}`,
    words.sameAsHtml,
    guides.length > 0 && `## ${words.guides}`,
    guides.map(({ slug, title, description }) => `- [${title}](${slug}.md): ${description}`).join('\n'),
    ...references.flatMap((reference) => [
      `## ${reference.title}`,
      [
        `- [${reference.title}](${reference.slug}.md): ${oneLine(reference.plain.info.summary)}`,
        ...[...reference.endpoints.values()].map((endpoint) => operationLink(reference, endpoint)),
      ].join('\n'),
    ]),
    `## ${words.downloads}`,
    downloads.join('\n'),
    // What can be left out when there is little room has this very name in every language.
    releases && '## Optional',
    releases && `- [${pageWords.changelog}](changelog.md): ${changelogWords[language].lead}`,
  );
}
