import type { OperationModel, ResponseModel } from 'redoc';
import type { Edition, Reference } from '../edition.ts';
import { type Html, html } from '../html.ts';
import { markdown, markdownLine } from '../markdown.ts';
import { operationPageFile } from '../outputs/operation-page.ts';
import { usageBadges, usageSentence, usagesOf } from '../usage.ts';
import { endpointLine, operationAnchor } from './endpoint.ts';
import { requestSamples, responseSamples } from './samples.ts';
import { authorization } from './security.ts';
import type { Shared } from './shared.ts';

function requestBody({ reader, words: { operation: words } }: Reference, model: OperationModel): Html {
  const body = reader.body(model);
  if (!body) return html``;
  return html`<h4>${words.body} ${body.required && html`<span class="label required">${words.required}</span>`}</h4>
    ${markdown(body.description, { headingsFrom: 5 })}
    ${body.content.mediaTypes.map(
      (media) =>
        html`<p class="media"><code>${media.name}</code></p>
          ${reader.schema(media.schema, 'request', words.body)}`,
    )}`;
}

function response({ reader, words, said }: Reference, model: ResponseModel): Html {
  const bodies = (model.content?.mediaTypes ?? []).filter((media) => media.schema !== undefined);
  const title = html`<strong>${model.code}</strong>
    ${model.summary ? said(model.summary) : markdownLine(model.description)}`;
  if (bodies.length === 0 && model.headers.length === 0)
    return html`<div class="response ${model.type}">${title}</div>`;
  return html`<details class="response ${model.type}" ${model.type === 'success' && 'open'}>
    <summary>${title}</summary>
    ${bodies.map(
      (media) =>
        html`<p class="media"><code>${media.name}</code></p>
          ${reader.schema(media.schema, 'response', `${words.operation.response} ${model.code}`)}`,
    )}
    ${model.headers.length > 0 && html`<div class="headers">${reader.headers(model)}</div>`}
  </details>`;
}

function responses(reference: Reference, model: OperationModel, shared: Shared): Html {
  const nameOf = ({ code }: ResponseModel) => shared.responseName(model.operationId ?? '', code);
  const own = model.responses.filter((item) => nameOf(item) === undefined);
  const common = model.responses.flatMap((item) => {
    const name = nameOf(item);
    return name === undefined ? [] : [shared.line(item.code, name)];
  });
  return html`<h4>${reference.words.operation.responses}</h4>
    ${own.map((item) => response(reference, item))}
    ${
      common.length > 0 &&
      html`<ul class="common">
        ${common}
      </ul>`
    }`;
}

/** One operation: what it does, for whom, what it takes and answers, and how that looks. */
export function operationArticle(
  reference: Reference,
  model: OperationModel,
  shared: Shared,
  audience: Edition['audience'],
): Html {
  const endpoint = reference.endpoints.get(model.operationId ?? '');
  if (!endpoint) return html``;
  const { operation } = endpoint;
  const { words } = reference;
  const id = operation.operationId ?? '';
  const usages = usagesOf(operation, audience);
  return html`<article class="operation" id="${operationAnchor(id)}" data-usage="${usages.join(' ')}">
    <div class="operation-text">
      <h3>
        <a class="anchor" href="#${operationAnchor(id)}">${reference.said(model.name)}</a
        >${operation.deprecated && html` <span class="label">${words.operation.deprecated}</span>`}
      </h3>
      ${endpointLine(reference, endpoint)}
      <p class="usage-line">
        ${usageBadges(words, usages)}
        <span class="muted">${usageSentence(words, usages)} ${markdownLine(operation['x-usage-note'])}</span>
      </p>
      ${reference.explained(markdown(operation.description, { headingsFrom: 4 }))}
      <p class="operation-id muted">
        ${words.operation.title} <code>${id}</code>
        <a href="${operationPageFile(reference.slug, id)}" aria-label="${words.operation.asMarkdownOf(model.name)}"
          >${words.operation.asMarkdown}</a
        >
      </p>
      ${authorization(reference, operation)} ${reference.reader.parameters(model)} ${requestBody(reference, model)}
      ${responses(reference, model, shared)}
    </div>
    <div class="operation-samples">
      ${requestSamples(reference, endpoint, model)}
      ${responseSamples(reference, model, (status) => shared.responseName(id, status) !== undefined)}
    </div>
  </article>`;
}
