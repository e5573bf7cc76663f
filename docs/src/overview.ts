import type { Reference } from './edition.ts';
import { guideLine, guidesByGroup } from './guides.ts';
import { type Html, html } from './html.ts';
import type { Section } from './redoc.ts';
import { basePath, methodLabel, operationAnchor } from './reference/endpoint.ts';
import { requestSamples } from './reference/samples.ts';
import type { Site } from './site.ts';
import { sortUsages, usageBadges, usageLegend, usagesOf } from './usage.ts';

const tagsOf = (sections: readonly Section[]): Section[] =>
  sections.flatMap((section) => [...(section.kind === 'tag' ? [section] : []), ...tagsOf(section.sections)]);

function operationRows(
  { reader, document, endpoints, slug, words, said }: Reference,
  audience: Site['audience'],
): Html[] {
  return tagsOf(reader.sections).map(
    (tag) =>
      html`<tbody>
        <tr>
          <th colspan="3" scope="rowgroup">${said(tag.title)}</th>
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
            <td><a href="${slug}.html#${operationAnchor(id)}">${said(model.name)}</a></td>
            <td>${usageBadges(words, usagesOf(endpoint.operation, audience))}</td>
          </tr>`;
        })}
      </tbody>`,
  );
}

/** The first sample of the first operation: what a call looks like, before anything is read. */
function firstSample({ references }: Site): Html | undefined {
  const [main] = references;
  const [model] = main ? tagsOf(main.reader.sections).flatMap(({ operations }) => operations) : [];
  const endpoint = main?.endpoints.get(model?.operationId ?? '');
  return main && model && endpoint && requestSamples(main, endpoint, model, 2);
}

/** What to open first: the last guide of those one starts with, which gets to a first answer, and the reference. */
function heroLinks({ guides, references, words }: Site): Html {
  const first = guides.findLast(({ group }) => group === 'start');
  const [main] = references;
  return html`<p class="actions">
    ${first && html`<a class="action" href="${first.slug}.html">${first.title}</a>`}
    ${main && html`<a class="action quiet" href="${main.slug}.html">${words.reference}</a>`}
  </p>`;
}

/** The guides, by their groups. */
function guideIndex(site: Site): Html {
  return html`<div class="guide-index">
    ${guidesByGroup(site.guides)
      .filter(({ members }) => members.length > 0)
      .map(
        ({ group, members }) =>
          html`<section>
            <h3>${site.words.groups[group]}</h3>
            <ul>
              ${members.map(
                (guide) =>
                  html`<li>
                    <a href="${guide.slug}.html">${guideLine(guide, guide.title, site)}</a>
                    <span>${guideLine(guide, guide.description, site)}</span>
                  </li>`,
              )}
            </ul>
          </section>`,
      )}
  </div>`;
}

/** The first page of an edition: what it is, where to start, and every operation at a glance. */
export function overviewPage(site: Site): Html {
  const { words } = site;
  const [main] = site.references;
  return html`<header class="hero">
      <div>
        <h1>${main?.said(main.title)}</h1>
        <p class="lead">${main?.said(main.document.info.summary)}</p>
        ${heroLinks(site)}
      </div>
      ${firstSample(site)}
    </header>
    ${
      site.guides.length > 0 &&
      html`<section aria-labelledby="start">
        <h2 id="start">${words.guides}</h2>
        ${guideIndex(site)}
      </section>`
    }
    ${site.references.map(
      (reference) =>
        html`<section>
          <h2 id="${reference.slug}"><a href="${reference.slug}.html">${reference.said(reference.title)}</a></h2>
          ${reference !== main && html`<p>${reference.said(reference.document.info.summary)}</p>`}
          <div class="table" tabindex="0" role="region" aria-label="${reference.title}">
            <table class="operations">
              <caption class="sr-only">
                ${reference.title}
              </caption>
              <thead class="sr-only">
                <tr>
                  <th scope="col">${words.operation.call}</th>
                  <th scope="col">${words.operation.title}</th>
                  <th scope="col">${words.usage.column}</th>
                </tr>
              </thead>
              ${operationRows(reference, site.audience)}
            </table>
          </div>
        </section>`,
    )}
    <section aria-labelledby="legend">
      <h2 id="legend">${words.usage.title}</h2>
      ${usageLegend(words, sortUsages(site.references.flatMap(({ usages }) => usages)))}
    </section>`;
}
