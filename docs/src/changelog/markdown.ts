import { operationPageFile } from '../outputs/operation-page.ts';
import { code, document as page } from '../outputs/text.ts';
import type { Site } from '../site.ts';
import type { Detail, OperationChange } from './changes.ts';
import { type ContractChanges, type Version, changesByKind } from './versions.ts';
import { changelogWords } from './words.ts';

/** The changelog as Markdown, next to its page. */
export function changelogMarkdown(
  versions: readonly Version[],
  { references, language, words: { changelog } }: Site,
): string {
  const words = changelogWords[language];
  const mark = (breaking: boolean) => (breaking ? ` **(${words.breaking})**` : '');
  const details = (list: readonly Detail[]) => list.map((one) => `  - ${words.detail(one)}${mark(one.breaking)}`);
  const link = (slug: string, { operationId, title }: OperationChange): string => {
    const endpoint = references.find((reference) => reference.slug === slug)?.endpoints.get(operationId);
    return endpoint ? `[${endpoint.operation.summary ?? operationId}](${operationPageFile(slug, operationId)})` : title;
  };
  const change = (slug: string, one: OperationChange): string[] => {
    const before = one.before === undefined ? '' : ` (${words.before(one.before)})`;
    const breaking = mark(one.breaking && one.kind !== 'changed');
    return [`- ${link(slug, one)} ${code(one.call)}${before}${breaking}`, ...details(one.details)];
  };
  const contract = (changes: ContractChanges): string => {
    const { slug, title } = changes;
    const lists = changesByKind(changes).map(({ kind, own, common }) => {
      const lines = common.flatMap((one) => [
        `- ${words.inOperations(one.operations.length)} ${one.operations.map((each) => link(slug, each)).join(', ')}`,
        ...details(one.details),
      ]);
      return page(`#### ${words.kinds[kind]}`, [...own.flatMap((one) => change(slug, one)), ...lines].join('\n'));
    });
    return page(`### ${references.find((reference) => reference.slug === slug)?.title ?? title}`, ...lists);
  };
  const entry = ({ version = words.next, date, contracts, first }: Version): string =>
    page(
      `## ${version}${date === undefined ? '' : ` (${words.date(date)})`}`,
      first === undefined ? contracts.length === 0 && words.textsOnly : words.first(first),
      ...contracts.map(contract),
    );
  return page(`# ${changelog}`, words.lead, ...versions.map(entry), versions.length === 0 && words.nothingYet);
}
