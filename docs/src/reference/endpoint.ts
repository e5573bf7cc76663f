import { basePath as pathOfServers } from '../../../server-stub/front/src/contract/servers.ts';
import { type Html, html } from '../html.ts';
import type { Reference } from '../edition.ts';
import type { Document, Endpoint } from '../openapi.ts';

/** Path of the server an operation is called on, without a last slash: the path's own, or the document's. */
export const basePath = (document: Document, { operation, pathItem }: Endpoint): string =>
  pathOfServers(operation.servers ?? pathItem.servers ?? document.servers);

export const methodLabel = (method: string): Html =>
  html`<span class="method method-${method}">${method.toUpperCase()}</span>`;

/** Method and path, as one would write them down. */
export const endpointLine = ({ document, words }: Reference, endpoint: Endpoint): Html =>
  endpoint.webhook
    ? html`<p class="endpoint">
        ${methodLabel(endpoint.method)} <code>${endpoint.path}</code>
        <span class="muted">${words.operation.sentToYou}</span>
      </p>`
    : html`<p class="endpoint">
        ${methodLabel(endpoint.method)}
        <code><span class="base">${basePath(document, endpoint)}</span>${endpoint.path}</code>
      </p>`;

/** Anchor of an operation on its reference page. */
export const operationAnchor = (operationId: string): string => `operation/${operationId}`;
