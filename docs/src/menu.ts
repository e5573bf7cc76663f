import type { Edition, Reference } from './edition.ts';
import type { Guide } from './guides.ts';
import { type Html, html, raw } from './html.ts';
import type { Section } from './redoc.ts';
import { operationAnchor } from './reference/endpoint.ts';
import { sharedResponses } from './reference/shared.ts';
import { usageBadge, usageMarks, usagesOf } from './usage.ts';

/** What the menu of every page of an edition is made from. */
export interface Site {
  audience: Edition['audience'];
  guides: readonly Guide[];
  references: readonly Reference[];
}

/** Checkboxes that show only the operations of the chosen usages. Hidden until the script that serves them runs. */
const usageFilter = (usages: readonly string[], total: number): Html =>
  html`<form class="usage-filter" data-usage-filter hidden>
    <fieldset>
      <legend>Show operations for</legend>
      ${usages.map((usage) => html`<label><input type="checkbox" name="usage" value="${usage}" checked /> ${usageBadge(usage)}</label>`)}
    </fieldset>
    <p role="status" aria-live="polite">${total} operations</p>
  </form>`;

const pageLink = (file: string, title: string, current: string): Html =>
  html`<li><a href="${file}" ${file === current && raw('aria-current="page"')}>${title}</a></li>`;

function sectionItems(site: Site, reference: Reference, section: Section): Html {
  if (section.kind === 'group') {
    return html`<li class="menu-group">
      <span>${section.title}</span>
      <ul>
        ${section.sections.map((inner) => sectionItems(site, reference, inner))}
      </ul>
    </li>`;
  }
  return html`<li class="menu-tag">
    <a href="#${section.id}">${section.title}</a>
    <ul>
      ${section.operations.map(({ operationId = '', name, httpVerb }) => {
        const usages = usagesOf(reference.endpoints.get(operationId)?.operation ?? {}, site.audience);
        return html`<li data-usage="${usages.join(' ')}">
          <a href="#${operationAnchor(operationId)}"
            ><span class="method method-${httpVerb}">${httpVerb === 'delete' ? 'DEL' : httpVerb.toUpperCase()}</span
            ><span>${name}</span>${usageMarks(usages)}</a
          >
        </li>`;
      })}${section.sections.map((inner) => sectionItems(site, reference, inner))}
    </ul>
  </li>`;
}

/**
 * The menu of a page: guides, references, and the operations of the reference one is in.
 *
 * @param current File name of the page, as `reference.html`.
 */
export function menu(site: Site, current: string): Html {
  const reference = site.references.find(({ slug }) => `${slug}.html` === current);
  const filter = reference && site.audience === 'internal' && usageFilter(reference.usages, reference.endpoints.size);
  const hasSchemes = reference?.document.components?.securitySchemes !== undefined;
  const hasShared = reference !== undefined && sharedResponses(reference).names.length > 0;
  return html`<nav class="menu" id="menu" aria-label="Contents">
    ${filter}
    <ul class="menu-pages">
      ${pageLink('index.html', 'Overview', current)}
      ${site.guides.map((guide) => pageLink(`${guide.slug}.html`, guide.title, current))}
    </ul>
    <ul class="menu-pages">
      ${site.references.map(({ slug, title }) => pageLink(`${slug}.html`, title, current))}
    </ul>
    ${
      reference &&
      html`<ul class="menu-pages">
        ${reference.reader.sections.map((section) => sectionItems(site, reference, section))}
        ${hasSchemes && html`<li class="menu-tag"><a href="#security">Authorization</a></li>`}
        ${hasShared && html`<li class="menu-tag"><a href="#shared-responses">Shared responses</a></li>`}
      </ul>`
    }
  </nav>`;
}
