import type { MediaTypeModel, OperationModel } from 'redoc';
import { type Html, html } from '../html.ts';
import { codeBlock } from '../markdown.ts';
import type { Document, Endpoint } from '../openapi.ts';
import { curlSample } from './curl.ts';

/** One panel of a set of tabs. Without scripts the panels stand one below the other under their titles. */
interface Panel {
  title: string;
  /** Where it says more than the title, such as `success` for a status. */
  kind?: string;
  content: Html | Html[];
}

const tabs = (label: string, panels: readonly Panel[]): Html | undefined =>
  panels.length === 0
    ? undefined
    : html`<section class="samples">
        <h4>${label}</h4>
        <div class="tabs" data-tabs="${label}">
          ${panels.map(
            ({ title, kind, content }) =>
              html`<div class="panel ${kind}">
                <h5>${title}</h5>
                ${content}
              </div>`,
          )}
        </div>
      </section>`;

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** Every example of a body; when there are several, the first one is open. */
export function examples(media: MediaTypeModel): Html[] {
  const language = media.name.includes('json') ? 'json' : media.name.includes('form') ? 'http' : 'text';
  const all = Object.entries(media.examples ?? {}).filter(([, example]) => example.value !== undefined);
  return all.map(([name, example], index) => {
    const code = codeBlock(asText(example.value), language);
    const title = example.summary ?? name;
    return all.length === 1
      ? html`<figure>${title === 'default' ? '' : html`<figcaption>${title}</figcaption>`}${code}</figure>`
      : html`<details class="example" ${index === 0 && 'open'}>
          <summary>${title}</summary>
          ${code}
        </details>`;
  });
}

const languageNames: Record<string, string> = {
  ts: 'TypeScript',
  typescript: 'TypeScript',
  js: 'JavaScript',
  sh: 'Shell',
  bash: 'Shell',
};

/** How to call an operation: the samples of the contract, then curl, then its bodies. */
export function requestSamples(document: Document, endpoint: Endpoint, model: OperationModel): Html | undefined {
  if (endpoint.webhook) return undefined;
  const own = (endpoint.operation['x-codeSamples'] ?? []).map(({ lang, label, source }) => ({
    title: label ?? languageNames[lang.toLowerCase()] ?? lang,
    content: codeBlock(source, lang.toLowerCase()),
  }));
  const curl = own.some(({ title }) => title === 'curl')
    ? []
    : [{ title: 'curl', content: codeBlock(curlSample(document, endpoint, model), 'bash') }];
  const bodies = (model.requestBody?.content?.mediaTypes ?? [])
    .map((media, _, { length }) => ({ title: length === 1 ? 'Body' : media.name, content: examples(media) }))
    .filter(({ content }) => content.length > 0);
  return tabs('Request', [...own, ...curl, ...bodies]);
}

/** What an operation answers, by status. Responses that many operations share are shown in one place, not here. */
export function responseSamples(model: OperationModel, isShared: (status: string) => boolean): Html | undefined {
  const panels = model.responses
    .filter(({ code }) => !isShared(code))
    .flatMap((response) =>
      (response.content?.mediaTypes ?? []).map((media) => ({
        title: response.code,
        kind: response.type,
        content: examples(media),
      })),
    )
    .filter(({ content }) => content.length > 0);
  return tabs('Response', panels);
}
