import type { Reference } from './edition.ts';
import { guideLine, guidesByGroup } from './guides.ts';
import { type Html, html, raw } from './html.ts';
import { operationAnchor } from './reference/endpoint.ts';
import { sharedResponses } from './reference/shared.ts';
import type { Section } from './redoc.ts';
import { type Site, upFrom } from './site.ts';
import { usageBadge, usageMarks, usagesOf } from './usage.ts';

/** Checkboxes that show only the operations of the chosen usages. Hidden until the script that serves them runs. */
const usageFilter = ({ usages, endpoints, words }: Reference): Html =>
  html`<form class="usage-filter" data-usage-filter hidden>
    <fieldset>
      <legend>${words.usage.filter}</legend>
      ${usages.map((usage) => html`<label><input type="checkbox" name="usage" value="${usage}" checked /> ${usageBadge(usage)}</label>`)}
    </fieldset>
    <p role="status" aria-live="polite">${words.usage.operations(endpoints.size)}</p>
  </form>`;

/** A link to a page, told as the current one when it is. */
export const pageLink = (file: string, title: Html | string, current: string): Html =>
  html`<a href="${upFrom(current)}${file}" ${file === current && raw('aria-current="page"')}>${title}</a>`;

function sectionItems(site: Site, reference: Reference, section: Section): Html {
  if (section.kind === 'group') {
    return html`<li class="menu-group">
      <span>${reference.said(section.title)}</span>
      <ul>
        ${section.sections.map((inner) => sectionItems(site, reference, inner))}
      </ul>
    </li>`;
  }
  return html`<li class="menu-tag">
    <a href="#${section.id}">${reference.said(section.title)}</a>
    <ul>
      ${section.operations.map(({ operationId = '', name, httpVerb }) => {
        const usages = usagesOf(reference.endpoints.get(operationId)?.operation ?? {}, site.audience);
        return html`<li data-usage="${usages.join(' ')}">
          <a href="#${operationAnchor(operationId)}"
            ><span class="method method-${httpVerb}">${httpVerb === 'delete' ? 'DEL' : httpVerb.toUpperCase()}</span
            ><span>${reference.said(name)}</span>${usageMarks(usages)}</a
          >
        </li>`;
      })}${section.sections.map((inner) => sectionItems(site, reference, inner))}
    </ul>
  </li>`;
}

/** The guides by their groups, and the changelog, which nobody writes. */
function guideItems(site: Site, current: string): Html {
  const { guides, words } = site;
  const groups = guidesByGroup(guides).filter(
    ({ group, members }) => members.length > 0 || (group === 'more' && site.releases),
  );
  const changelog = site.releases && html`<li>${pageLink('changelog.html', words.changelog, current)}</li>`;
  return html`<ul>
    ${groups.map(
      ({ group, members }) =>
        html`<li class="menu-group">
          <span>${words.groups[group]}</span>
          <ul>
            ${members.map((guide) => html`<li>${pageLink(`${guide.slug}.html`, guideLine(guide, guide.title, site), current)}</li>`)}
            ${group === 'more' && changelog}
          </ul>
        </li>`,
    )}
  </ul>`;
}

/** The operations of a reference, and what stands behind them. */
function referenceItems(site: Site, reference: Reference): Html {
  const { words, document, reader } = reference;
  const hasSchemes = document.components?.securitySchemes !== undefined;
  const hasShared = sharedResponses(reference).names.length > 0;
  return html`<ul class="menu-operations">
    ${reader.sections.map((section) => sectionItems(site, reference, section))}
    ${hasSchemes && html`<li class="menu-tag"><a href="#security">${words.security.title}</a></li>`}
    ${hasShared && html`<li class="menu-tag"><a href="#shared-responses">${words.shared.title}</a></li>`}
  </ul>`;
}

/**
 * The menu of a page: in a reference its operations, with the guides folded away below; elsewhere the guides.
 *
 * @param current File of the page below its language, as `reference.html`.
 */
export function menu(site: Site, current: string): Html {
  const { words } = site;
  const reference = site.references.find(({ slug }) => `${slug}.html` === current);
  const references = html`<ul class="menu-pages">
    ${site.references.map(({ slug, title }) => html`<li>${pageLink(`${slug}.html`, title, current)}</li>`)}
  </ul>`;
  if (!reference) {
    return html`<nav class="menu" id="menu" aria-label="${words.contents}">
      <ul class="menu-pages">
        <li>${pageLink('index.html', words.overview, current)}</li>
      </ul>
      <div class="menu-pages">${guideItems(site, current)}</div>
      ${references}
    </nav>`;
  }
  return html`<nav class="menu" id="menu" aria-label="${words.contents}">
    ${site.audience === 'internal' && usageFilter(reference)} ${references}
    ${
      site.guides.length > 0 &&
      html`<details class="menu-pages menu-guides">
        <summary>${words.guides}</summary>
        ${guideItems(site, current)}
      </details>`
    }
    <div class="menu-pages">${referenceItems(site, reference)}</div>
  </nav>`;
}
