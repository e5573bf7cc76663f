import type { MediaTypeModel, OperationModel } from 'redoc';
import { type Html, html, raw } from '../html.ts';
import type { Reference } from '../edition.ts';
import { codeBlock } from '../markdown.ts';
import type { Endpoint } from '../openapi.ts';
import { curlSample } from './curl.ts';

/** One panel of a set of tabs. Without scripts the panels stand one below the other under their titles. */
interface Panel {
  title: string;
  /** Where it says more than the title: `success` of a status, `sample` of a language, which readers choose for all operations. */
  kind?: string;
  content: Html | Html[];
}

const heading = (level: number, text: string): Html => html`${raw(`<h${level}>`)}${text}${raw(`</h${level}>`)}`;

const tabs = (label: string, panels: readonly Panel[], level = 4): Html | undefined =>
  panels.length === 0
    ? undefined
    : html`<section class="samples">
        ${heading(level, label)}
        <div class="tabs" data-tabs="${label}">
          ${panels.map(
            ({ title, kind, content }) =>
              html`<div class="panel ${kind}">${heading(level + 1, title)} ${content}</div>`,
          )}
        </div>
      </section>`;

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** Every example of a body; when there are several, the first one is open. */
export function examples({ said }: Reference, media: MediaTypeModel): Html[] {
  const language = media.name.includes('json') ? 'json' : media.name.includes('form') ? 'http' : 'text';
  const all = Object.entries(media.examples ?? {}).filter(([, example]) => example.value !== undefined);
  return all.map(([name, example], index) => {
    const code = codeBlock(asText(example.value), language);
    const title = example.summary ?? name;
    return all.length === 1
      ? html`<figure>${title === 'default' ? '' : html`<figcaption>${said(title)}</figcaption>`}${code}</figure>`
      : html`<details class="example" ${index === 0 && 'open'}>
          <summary>${said(title)}</summary>
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

/**
 * How to call an operation: the samples of the contract, curl among them, then its bodies.
 *
 * @param level of their heading
 */
export function requestSamples(
  reference: Reference,
  endpoint: Endpoint,
  model: OperationModel,
  level?: number,
): Html | undefined {
  if (endpoint.webhook) return undefined;
  const { document } = reference;
  const words = reference.words.operation;
  const own = (endpoint.operation['x-codeSamples'] ?? []).map(({ lang, label, source }) => ({
    title: label ?? languageNames[lang.toLowerCase()] ?? lang,
    kind: 'sample',
    content: codeBlock(source, lang),
  }));
  const curl = own.some(({ title }) => title === 'curl')
    ? []
    : [{ title: 'curl', kind: 'sample', content: codeBlock(curlSample(document, endpoint, model), 'bash') }];
  const bodies = (model.requestBody?.content?.mediaTypes ?? [])
    .map((media, _, { length }) => ({
      title: length === 1 ? words.bodyTab : media.name,
      content: examples(reference, media),
    }))
    .filter(({ content }) => content.length > 0);
  return tabs(words.request, [...own, ...curl, ...bodies], level);
}

/** What an operation answers, by status. Responses that many operations share are shown in one place, not here. */
export function responseSamples(
  reference: Reference,
  model: OperationModel,
  isShared: (status: string) => boolean,
): Html | undefined {
  const panels = model.responses
    .filter(({ code }) => !isShared(code))
    .flatMap((response) =>
      (response.content?.mediaTypes ?? []).map((media) => ({
        title: response.code,
        kind: response.type,
        content: examples(reference, media),
      })),
    )
    .filter(({ content }) => content.length > 0);
  return tabs(reference.words.operation.response, panels);
}
