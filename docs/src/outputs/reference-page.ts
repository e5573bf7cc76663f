import type { Reference } from '../edition.ts';
import { type Endpoint, type SecurityScheme, contactOf, resolve } from '../openapi.ts';
import type { Section } from '../redoc.ts';
import { callOf, operationName, operationPageFile } from './operation-page.ts';
import { code, demote, document as page, oneLine, table } from './text.ts';
import type { OutputWords } from './words.ts';

/** A link to the Markdown page of an operation, from the edition's folder. */
export const operationLink = ({ slug, document }: Reference, endpoint: Endpoint): string =>
  `- [${endpoint.operation.summary ?? operationName(endpoint)}](${operationPageFile(slug, operationName(endpoint))}): ${callOf(document, endpoint)}`;

function section(reference: Reference, { kind, title, description, sections, operations }: Section): string {
  const links = operations.flatMap(({ operationId = '' }) => {
    const endpoint = reference.endpoints.get(operationId);
    return endpoint ? operationLink(reference, endpoint) : [];
  });
  const inner = sections.map((one) => section(reference, one));
  return kind === 'group' ? page(...inner) : page(`## ${title}`, demote(description, 3), links.join('\n'), ...inner);
}

function schemes({ document }: Reference, words: OutputWords): string | false {
  const all = Object.entries(document.components?.securitySchemes ?? {}).map(([name, declared]) => {
    const scheme = resolve<SecurityScheme>(document, declared);
    const scopes = new Map(Object.values(scheme.flows ?? {}).flatMap((flow) => Object.entries(flow.scopes ?? {})));
    const rows = [...scopes].map(([scope, meaning]) => [code(scope), oneLine(meaning)]);
    return page(
      `### ${name}`,
      demote(scheme.description, 4),
      rows.length > 0 && table([words.scope, words.allows], rows),
    );
  });
  return all.length > 0 && page(`## ${words.authorization}`, ...all);
}

const maybeLink = (text: string, href: string | undefined): string =>
  href === undefined ? text : `[${text}](${href})`;

function terms({ document: { info }, words: { contact: contactWord, licence } }: Reference, { colon }: OutputWords) {
  const contact = contactOf(info);
  const lines = [
    contact && `${contactWord}${colon}${maybeLink(contact.who, contact.href)}`,
    info.license && `${licence}${colon}${maybeLink(info.license.name, info.license.url)}`,
  ].filter(Boolean);
  return lines.length > 0 && `<a id="contact"></a>\n\n${lines.join('. ')}`;
}

/** The front page of a reference: what it is, its operations, and what they want to be called with. */
export const referenceMarkdown = (reference: Reference, words: OutputWords): string =>
  page(
    `# ${reference.document.info.title} ${reference.document.info.version}`,
    reference.document.info.summary,
    demote(reference.document.info.description, 2),
    terms(reference, words),
    ...reference.reader.sections.map((one) => section(reference, one)),
    schemes(reference, words),
  );
