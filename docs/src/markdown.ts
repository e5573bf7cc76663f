import { Marked, type Tokens } from 'marked';
import redoc from 'redoc';
import { type Html, escapeHtml, html, raw } from './html.ts';

/** Heading text to anchor: `Token life` to `token-life`. */
const slugify = (text: string): string =>
  text
    .toLowerCase()
    .replace(/<[^>]+>|[`*_]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** Marks that the theme gives no colour: three thousand elements of the reference, and 8 kB of it over the wire. */
const uncoloured = /<span class="token (?:punctuation|operator)">([^<]*)<\/span>/g;

/** Code with syntax colours, to be copied by a button the script adds. */
export function codeBlock(source: string, language: string): Html {
  const coloured = redoc.highlight(source.trimEnd(), language === 'http' ? 'http' : redoc.mapLang(language) || 'clike');
  return html`<div class="code">
    <pre tabindex="0"><code>${raw(coloured.replaceAll(uncoloured, '$1'))}</code></pre>
  </div>`;
}

export interface MarkdownOptions {
  /** Level of the first heading allowed: in an operation `#` is not the page's title. */
  headingsFrom?: number;
  /** Gives headings an anchor: for pages, not for descriptions, where the same words come back. */
  anchors?: boolean;
  /** Rewrites the target of a link. */
  link?: (href: string) => string;
  /** What stands below the heading with this anchor, besides what was written. */
  below?: (anchor: string) => Html | undefined;
}

/** Markdown of one line, such as the description of a response, without a paragraph around it. */
export const markdownLine = (source: string | undefined): Html =>
  raw(new Marked().parseInline((source ?? '').replace(/\s+/g, ' ').trim(), { async: false }));

/** Markdown of the contract or of a guide as markup. Both are ours: HTML in it passes through. */
export function markdown(source: string | undefined, options: MarkdownOptions = {}): Html {
  const { headingsFrom = 1, anchors = false, link = (href: string) => href, below } = options;
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        const level = Math.min(6, depth + headingsFrom - 1);
        const content = this.parser.parseInline(tokens);
        if (!anchors || depth === 1) return `<h${level}>${content}</h${level}>\n`;
        const id = slugify(text);
        const heading = `<h${level} id="${id}"><a class="anchor" href="#${id}">${content}</a></h${level}>\n`;
        return heading + (below?.(id)?.markup ?? '');
      },
      code: ({ text, lang }: Tokens.Code) => codeBlock(text, lang ?? '').markup,
      link({ href, title, tokens }: Tokens.Link) {
        const hint = title ? ` title="${escapeHtml(title)}"` : '';
        return `<a href="${escapeHtml(link(href))}"${hint}>${this.parser.parseInline(tokens)}</a>`;
      },
      table(token: Tokens.Table) {
        const row = (cells: Tokens.TableCell[], tag: string) =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        const body = token.rows.map((cells) => row(cells, 'td')).join('');
        return `<div class="table" tabindex="0"><table><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>`;
      },
    },
  });
  return raw(marked.parse(source ?? '', { async: false }));
}
