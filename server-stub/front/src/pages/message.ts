import { html } from './html.ts';
import { layout } from './layout.ts';
import type { Language } from './language.ts';
import { textsOf, type MessageKind } from './texts.ts';

export interface MessageModel {
  kind: MessageKind;
  /** Status of the response, for whoever reads the page over the telephone. */
  status: number;
  /** What the server says about it, in English. Never with a secret in it. */
  detail?: string;
}

/** Says why the errand cannot go on, and what to do. */
export function messagePage({ kind, status, detail }: MessageModel, language: Language): string {
  const texts = textsOf(language);
  const { title, text } = texts.messages[kind];
  return layout({
    language,
    title,
    content: html`
      <p>${text}</p>
      <p class="muted">${texts.detail} <code lang="en">${status}${detail !== undefined && html` ${detail}`}</code></p>
    `,
  });
}
