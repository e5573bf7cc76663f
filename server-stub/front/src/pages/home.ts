import { html } from './html.ts';
import { layout, name } from './layout.ts';
import type { Language } from './language.ts';
import { textsOf } from './texts.ts';

export interface HomeModel {
  /** What the API is called. */
  api: string;
  /** How many operations it has. */
  operations: number;
  /** Whether the answers are examples. */
  mock: boolean;
  /** Address of the docs. */
  docs?: string | undefined;
  /** Lines for a shell that make a call. */
  call: readonly string[];
  /** Address of the authorization server's metadata (RFC 8414). */
  metadata: string;
}

/** Says to a person who opened an API in a browser what this is, where its docs are, and how it is called. */
export function homePage({ api, operations, mock, docs, call, metadata }: HomeModel, language: Language): string {
  const { home } = textsOf(language);
  return layout({
    language,
    title: api,
    address: { path: '/' },
    content: html`
      <p>${home[mock ? 'mock' : 'server'](name(api), operations)}</p>
      ${
        docs !== undefined &&
        html`<h2>${home.docs}</h2>
          <p><a href="${docs}">${home.docsLink}</a></p>`
      }
      <h2>${home.firstCall}</h2>
      <p>${home.firstCallLead}</p>
      <pre><code translate="no">${call.join('\n')}</code></pre>
      <p class="muted"><a href="${metadata}">${home.metadata}</a></p>
    `,
  });
}
