import { identity } from '../../../../guichet.config.ts';
import { html, Html } from './html.ts';
import { languages, type Language } from './language.ts';
import { stylesheet } from './stylesheet.ts';
import { textsOf } from './texts.ts';

interface Layout {
  language: Language;
  /** The heading, and the beginning of the document's title. */
  title: string;
  /** Whether the page asks for a correction: the title then says so first, which a screen reader reads first. */
  problem?: boolean;
  /** Address of this page for the link to the other language, with its parameters. Default the one it has. */
  address?: { path?: string; parameters?: Readonly<Record<string, string>> };
  content: Html;
}

/** A whole document: no script, one stylesheet, and a link to the same page in the other language. */
export function layout({ language, title, problem = false, address = {}, content }: Layout): string {
  const texts = textsOf(language);
  const others = languages.filter((other) => other !== language);
  const link = (other: Language) => {
    const query = new URLSearchParams({ ...address.parameters, ui_locales: other });
    return html`<a href="${address.path ?? ''}?${query.toString()}" lang="${other}" hreflang="${other}"
      >${textsOf(other).languageName}</a
    >`;
  };
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${problem && `${texts.errorPrefix} `}${title} – ${identity.title}</title>
        ${new Html(`<style>${stylesheet}</style>`)}
      </head>
      <body>
        <header>
          <span class="brand"
            ><span class="mark" aria-hidden="true">${identity.brand.mark}</span>${identity.title}</span
          >
          <nav aria-label="${texts.languageLabel}">${others.map(link)}</nav>
        </header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
        <footer></footer>
      </body>
    </html>`.markup;
}

/** Says what is to be corrected. Fields that it is about name it by `aria-describedby="problem"`. */
export const problemBox = (texts: { problemTitle: string }, text: string | undefined): Html | undefined =>
  text === undefined
    ? undefined
    : html`<div class="problem" id="problem" role="alert">
        <p><strong>${texts.problemTitle}</strong></p>
        <p>${text}</p>
      </div>`;

/** The token that a form must bring back. */
export const csrfField = (token: string | undefined): Html | undefined =>
  token === undefined ? undefined : html`<input type="hidden" name="xsrf" value="${token}" />`;

/** A name that somebody else chose: whatever its direction, it changes nothing around it. */
export const name = (text: string): Html => html`<strong><bdi>${text}</bdi></strong>`;
