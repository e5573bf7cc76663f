import type { Edition, Reference } from '../edition.ts';
import { type Html, html } from '../html.ts';
import { markdown } from '../markdown.ts';
import { contactOf } from '../openapi.ts';
import { downloadsOf } from '../outputs/llms.ts';
import type { Section } from '../redoc.ts';
import { usageLegend } from '../usage.ts';
import { operationArticle } from './operation.ts';
import { securitySection } from './security.ts';
import { type Shared, sharedResponses } from './shared.ts';

function sectionHtml(reference: Reference, section: Section, shared: Shared, audience: Edition['audience']): Html {
  if (section.kind === 'group')
    return html`${section.sections.map((inner) => sectionHtml(reference, inner, shared, audience))}`;
  return html`<section class="tag" id="${section.id}">
    <h2><a class="anchor" href="#${section.id}">${reference.said(section.title)}</a></h2>
    ${markdown(section.description, { headingsFrom: 3 })}
    ${section.operations.map((model) => operationArticle(reference, model, shared, audience))}
    ${section.sections.map((inner) => sectionHtml(reference, inner, shared, audience))}
  </section>`;
}

const maybeLink = (text: string, href: string | undefined): Html =>
  href === undefined ? html`${text}` : html`<a href="${href}">${text}</a>`;

/** Whom to ask, and on which terms the contract is given. */
function terms({ document: { info }, words }: Reference): Html | undefined {
  const contact = contactOf(info);
  const { license } = info;
  if (!contact && !license) return undefined;
  return html`<p class="downloads" id="contact">
    ${contact && html`<span class="muted">${words.contact}</span> ${maybeLink(contact.who, contact.href)}`}
    ${license && html`<span class="muted">${words.licence}</span> ${maybeLink(license.name, license.url)}`}
  </p>`;
}

/** The contract, for programs. */
function downloads({ slug, words: { downloads: words } }: Reference): Html {
  const files = downloadsOf(slug);
  return html`<p class="downloads">
    <span class="muted">${words.title}</span>
    <a href="${files.yaml}" download>${words.openapi} (YAML)</a>
    <a href="${files.json}" download>${words.openapi} (JSON)</a>
    <a href="${files.postman}" download>${words.postman}</a> <a href="llms.txt">${words.llms}</a>
  </p>`;
}

/** The whole reference of one contract, on one page. */
export function referencePage(reference: Reference, audience: Edition['audience']): Html {
  const { document, reader, usages, words } = reference;
  const shared = sharedResponses(reference);
  return html`<header class="intro">
      <h1>${reference.said(document.info.title)} <span class="version">${document.info.version}</span></h1>
      ${document.info.summary && html`<p class="lead">${reference.said(document.info.summary)}</p>`}
      ${markdown(document.info.description, { headingsFrom: 2 })} ${terms(reference)} ${downloads(reference)}
      <section id="usage">
        <h2><a class="anchor" href="#usage">${words.usage.title}</a></h2>
        ${usageLegend(words, usages)}
      </section>
    </header>
    ${reader.sections.map((section) => sectionHtml(reference, section, shared, audience))} ${securitySection(reference)}
    ${shared.section()}`;
}
