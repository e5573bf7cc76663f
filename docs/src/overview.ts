import type { Reference } from './edition.ts';
import { type Html, html } from './html.ts';
import type { Site } from './menu.ts';
import type { Section } from './redoc.ts';
import { basePath, methodLabel, operationAnchor } from './reference/endpoint.ts';
import { sortUsages, usageBadges, usageLegend, usagesOf } from './usage.ts';

const tagsOf = (sections: readonly Section[]): Section[] =>
  sections.flatMap((section) => [...(section.kind === 'tag' ? [section] : []), ...tagsOf(section.sections)]);

function operationRows({ reader, document, endpoints, slug }: Reference, audience: Site['audience']): Html[] {
  return tagsOf(reader.sections).map(
    (tag) =>
      html`<tbody>
        <tr>
          <th colspan="3" scope="rowgroup">${tag.title}</th>
        </tr>
        ${tag.operations.map((model) => {
          const id = model.operationId ?? '';
          const endpoint = endpoints.get(id);
          if (!endpoint) return '';
          return html`<tr>
            <td>
              ${methodLabel(endpoint.method)}
              <code>${endpoint.webhook ? '' : basePath(document, endpoint)}${endpoint.path}</code>
            </td>
            <td><a href="${slug}.html#${operationAnchor(id)}">${model.name}</a></td>
            <td>${usageBadges(usagesOf(endpoint.operation, audience))}</td>
          </tr>`;
        })}
      </tbody>`,
  );
}

/** The first page of an edition: where to start, and every operation at a glance. */
export function overviewPage(site: Site): Html {
  const [main] = site.references;
  return html`<header class="intro">
      <h1>${main?.title}</h1>
      <p class="lead">${main?.document.info.summary}</p>
    </header>
    <section aria-labelledby="start">
      <h2 id="start">Start here</h2>
      <ul class="cards">
        ${site.guides.map(
          ({ slug, title, description }) =>
            html`<li>
              <a href="${slug}.html"><strong>${title}</strong> <span>${description}</span></a>
            </li>`,
        )}
      </ul>
    </section>
    ${site.references.map(
      (reference) =>
        html`<section aria-labelledby="${reference.slug}">
          <h2 id="${reference.slug}"><a href="${reference.slug}.html">${reference.title}</a></h2>
          ${reference !== main && html`<p>${reference.document.info.summary}</p>`}
          <div class="table" tabindex="0">
            <table class="operations">
              <thead class="sr-only">
                <tr>
                  <th>Call</th>
                  <th>Operation</th>
                  <th>Usage</th>
                </tr>
              </thead>
              ${operationRows(reference, site.audience)}
            </table>
          </div>
        </section>`,
    )}
    <section aria-labelledby="legend">
      <h2 id="legend">Who an operation is for</h2>
      ${usageLegend(sortUsages(site.references.flatMap(({ usages }) => usages)))}
    </section>`;
}
