/** Text that stands on a page in another language than the page's, and says so (`lang`). */
import { type Html, html, raw } from './html.ts';
import { sourceLanguage } from './words/index.ts';

/** A line in the contract's own language. */
export const foreignLine = (text: string): Html => html`<span lang="${sourceLanguage}">${text}</span>`;

/** Markdown in the contract's own language: still Markdown. */
export const foreignMarkdown = (text: string): string =>
  /\n\s*\n/.test(text.trim())
    ? `<div lang="${sourceLanguage}">\n\n${text.trim()}\n\n</div>`
    : `<span lang="${sourceLanguage}">${text.trim()}</span>`;

/** The first sentence of a description, which can be in another language as a whole. */
export function firstSentence(text = ''): string {
  const [, bare] = /^<(?:span|div) lang="[a-z]+">(.*)<\/(?:span|div)>$/s.exec(text) ?? [];
  const [sentence = ''] = (bare ?? text).trim().split(/(?<=\.)\s/);
  return bare === undefined ? sentence : foreignMarkdown(sentence);
}

/** How a reference says its texts: those without a translation are told apart. */
export const sayer =
  (untranslated: ReadonlySet<string>) =>
  (text: string | undefined): Html =>
    text === undefined ? raw('') : untranslated.has(text) ? foreignLine(text) : html`${text}`;
