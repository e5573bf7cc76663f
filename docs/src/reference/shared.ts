import type { ResponseModel } from 'redoc';
import type { Reference } from '../edition.ts';
import { firstSentence } from '../foreign.ts';
import { type Html, html } from '../html.ts';
import { markdown, markdownLine } from '../markdown.ts';
import { type Response, componentName, resolve } from '../openapi.ts';
import { examples } from './samples.ts';

/** A response or schema that is used this often is described once, and linked to. */
const sharedFrom = 3;

const statusOf = (codes: Iterable<string>): string => [...new Set(codes)].toSorted().join(', ');

/** What an operation can leave to the section on shared responses. */
export interface Shared {
  /** Names of the components. */
  names: readonly string[];
  /** Names of the schemas of their bodies. */
  schemas: readonly string[];
  /** Name of the component behind a response, when it is a shared one. */
  responseName(operationId: string, status: string): string | undefined;
  /** One line in place of a shared response. */
  line(status: string, name: string): Html;
  section(): Html;
}

/** Finds the responses (`components/responses`) that several operations share. */
export function sharedResponses(reference: Reference): Shared {
  const { document, endpoints, reader, words } = reference;
  const uses = new Map<string, string[]>();
  for (const { operation } of endpoints.values()) {
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      const name = componentName(response);
      if (name) uses.set(name, [...(uses.get(name) ?? []), status]);
    }
  }
  const shared = new Map([...uses].filter(([, statuses]) => statuses.length >= sharedFrom));
  const responseOf = (name: string) => resolve<Response>(document, { $ref: `#/components/responses/${name}` });
  const schemasOf = (name: string) =>
    Object.values(responseOf(name).content ?? {}).flatMap(({ schema }) => componentName(schema) ?? []);
  const schemas = [...new Set([...shared.keys()].flatMap(schemasOf))];

  const entry = (name: string, response: ResponseModel): Html =>
    html`<article class="operation shared" id="response/${name}">
      <div class="operation-text">
        <h3><a class="anchor" href="#response/${name}">${statusOf(shared.get(name) ?? [])} ${name}</a></h3>
        ${markdown(responseOf(name).description)}
        <p>
          ${words.shared.body} ${schemasOf(name).map((schema) => html`<a href="#schema/${schema}">${schema}</a> `)}
          ${Object.keys(responseOf(name).content ?? {}).map((type) => html`<code>${type}</code>`)}
        </p>
        ${reader.headers(response)}
      </div>
      <div class="operation-samples">
        ${response.content?.mediaTypes.map(
          (media) =>
            html`<section class="samples">
              <h4>${words.operation.response}</h4>
              ${examples(reference, media)}
            </section>`,
        )}
      </div>
    </article>`;

  return {
    names: [...shared.keys()],
    schemas,
    responseName(operationId, status) {
      const name = componentName(endpoints.get(operationId)?.operation.responses?.[status]);
      return name !== undefined && shared.has(name) ? name : undefined;
    },
    line: (status, name) =>
      html`<li>
        <a href="#response/${name}"><strong>${status}</strong> ${name}</a>
        <span class="muted">${markdownLine(firstSentence(responseOf(name).description))}</span>
      </li>`,
    section: () =>
      shared.size === 0
        ? html``
        : html`<section class="tag" id="shared-responses">
            <h2><a class="anchor" href="#shared-responses">${words.shared.title}</a></h2>
            <p>${words.shared.lead}</p>
            ${schemas.map(
              (name) =>
                html`<article class="schema" id="schema/${name}">
                  <h3><a class="anchor" href="#schema/${name}">${name}</a></h3>
                  ${markdown(document.components?.schemas?.[name]?.['description'] as string | undefined)}
                  ${reader.namedSchema(name)}
                </article>`,
            )}
            ${[...shared.keys()].map((name) => entry(name, reader.namedResponse(name)))}
          </section>`,
  };
}
