import type { Edition, Reference } from '../edition.ts';
import { type Html, html } from '../html.ts';
import { markdown } from '../markdown.ts';
import type { Section } from '../redoc.ts';
import { usageLegend } from '../usage.ts';
import { operationArticle } from './operation.ts';
import { securitySection } from './security.ts';
import { type Shared, sharedResponses } from './shared.ts';

function sectionHtml(reference: Reference, section: Section, shared: Shared, audience: Edition['audience']): Html {
  if (section.kind === 'group')
    return html`${section.sections.map((inner) => sectionHtml(reference, inner, shared, audience))}`;
  return html`<section class="tag" id="${section.id}">
    <h2><a class="anchor" href="#${section.id}">${section.title}</a></h2>
    ${markdown(section.description, { headingsFrom: 3 })}
    ${section.operations.map((model) => operationArticle(reference, model, shared, audience))}
    ${section.sections.map((inner) => sectionHtml(reference, inner, shared, audience))}
  </section>`;
}

/** The whole reference of one contract, on one page. */
export function referencePage(reference: Reference, audience: Edition['audience']): Html {
  const { document, reader, usages } = reference;
  const shared = sharedResponses(reference);
  return html`<header class="intro">
      <h1>${document.info.title} <span class="version">${document.info.version}</span></h1>
      ${document.info.summary && html`<p class="lead">${document.info.summary}</p>`}
      ${markdown(document.info.description, { headingsFrom: 2 })}
      <p><a href="${reference.slug}.openapi.json" download>Download the OpenAPI document</a></p>
      <section id="usage">
        <h2><a class="anchor" href="#usage">Who an operation is for</a></h2>
        ${usageLegend(usages)}
      </section>
    </header>
    ${reader.sections.map((section) => sectionHtml(reference, section, shared, audience))} ${securitySection(document)}
    ${shared.section()}`;
}
