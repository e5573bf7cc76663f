import type { Reference } from '../edition.ts';
import { foreignLine } from '../foreign.ts';
import { type Html, html } from '../html.ts';
import { markdownLine } from '../markdown.ts';
import { operationAnchor } from '../reference/endpoint.ts';
import type { Site } from '../site.ts';
import type { Detail, OperationChange } from './changes.ts';
import { type CommonChange, type ContractChanges, type Version, changesByKind } from './versions.ts';
import { type ChangelogWords, changelogWords } from './words.ts';

/** Anchor of a version on the page. */
const versionAnchor = (version: string | undefined): string => (version === undefined ? 'next' : `v${version}`);

const label = (breaking: boolean, words: ChangelogWords): Html | false =>
  breaking && html` <span class="label breaking">${words.breaking}</span>`;

/** Draws the changes of an edition: operations that it has today are links. */
class Drawing {
  readonly #references: readonly Reference[];
  readonly #words: ChangelogWords;
  readonly #anchored = new Set<string>();

  constructor({ references, language }: Site) {
    this.#references = references;
    this.#words = changelogWords[language];
  }

  #reference(slug: string): Reference | undefined {
    return this.#references.find((reference) => reference.slug === slug);
  }

  #link(slug: string, { operationId, title }: OperationChange): Html {
    const reference = this.#reference(slug);
    const endpoint = reference?.endpoints.get(operationId);
    if (!endpoint) return foreignLine(title);
    const name = reference?.said(endpoint.operation.summary ?? operationId);
    return html`<a href="${slug}.html#${operationAnchor(operationId)}">${name}</a>`;
  }

  #details(details: readonly Detail[]): Html | false {
    const lines = details.map(
      (one) => html`<li>${markdownLine(this.#words.detail(one))}${label(one.breaking, this.#words)}</li>`,
    );
    return (
      lines.length > 0 &&
      html`<ul>
        ${lines}
      </ul>`
    );
  }

  #change(slug: string, one: OperationChange): Html {
    const before = one.before !== undefined && html` (${markdownLine(this.#words.before(one.before))})`;
    const mark = label(one.breaking && one.kind !== 'changed', this.#words);
    const item = html`${this.#link(slug, one)} <code>${one.call}</code>${before}${mark} ${this.#details(one.details)}`;
    // Where an operation is gone for good, its old anchor leads to what became of it.
    const anchor = operationAnchor(one.operationId);
    const isThere = this.#reference(slug)?.endpoints.has(one.operationId);
    if (one.kind !== 'removed' || isThere || this.#anchored.has(anchor)) return html`<li>${item}</li>`;
    this.#anchored.add(anchor);
    return html`<li id="${anchor}">${item}</li>`;
  }

  #common(slug: string, { details, operations }: CommonChange): Html {
    return html`<li>
      <details>
        <summary>${this.#words.inOperations(operations.length)}</summary>
        <ul>
          ${operations.map((operation) => html`<li>${this.#link(slug, operation)}</li>`)}
        </ul>
      </details>
      ${this.#details(details)}
    </li>`;
  }

  contract(changes: ContractChanges): Html {
    const { slug, title } = changes;
    return html`<h3>${this.#reference(slug)?.title ?? title}</h3>
      ${changesByKind(changes).map(
        ({ kind, own, common }) =>
          html`<h4>${this.#words.kinds[kind]}</h4>
            <ul class="changes">
              ${own.map((one) => this.#change(slug, one))} ${common.map((one) => this.#common(slug, one))}
            </ul>`,
      )}`;
  }
}

/** The page of an edition that says what changed for callers, newest first. */
export function changelogPage(versions: readonly Version[], site: Site): Html {
  const words = changelogWords[site.language];
  const drawing = new Drawing(site);
  const entry = ({ version, date, contracts, first }: Version): Html => {
    const anchor = versionAnchor(version);
    const day = date !== undefined && html` <time class="muted" datetime="${date}">${words.date(date)}</time>`;
    const summary = first === undefined ? contracts.length === 0 && words.textsOnly : words.first(first);
    return html`<section>
      <h2 id="${anchor}"><a class="anchor" href="#${anchor}">${version ?? words.next}</a>${day}</h2>
      ${summary && html`<p>${summary}</p>`} ${contracts.map((one) => drawing.contract(one))}
    </section>`;
  };
  return html`<article class="guide changelog">
    <h1>${site.words.changelog}</h1>
    <p class="lead">${words.lead}</p>
    ${versions.map(entry)} ${versions.length === 0 && html`<p>${words.nothingYet}</p>`}
  </article>`;
}
