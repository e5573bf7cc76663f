import { Marked, type Tokens } from 'marked';
import { coloured } from './colours.ts';
import { type Html, escapeHtml, html, raw } from './html.ts';

/** Heading text to anchor: `Token life` to `token-life`. */
const slugify = (text: string): string =>
  text
    .toLowerCase()
    .replace(/<[^>]+>|[`*_]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** `Token life {#token-life #life}` to its text and its anchors: the first is today's, the others are earlier ones. */
export function headingAnchors(text: string): { ids: string[]; bare: string } {
  const [, bare = text, list] = /^(.*?)\s*\{((?:\s*#[\w-]+)+)\s*\}$/.exec(text) ?? [];
  return { bare, ids: list === undefined ? [slugify(bare)] : list.split(/[\s#]+/).filter(Boolean) };
}

/** Code with syntax colours, to be copied by a button the script adds. */
export function codeBlock(source: string, language: string): Html {
  return html`<div class="code">
    <pre tabindex="0"><code>${raw(coloured(source.trimEnd(), language))}</code></pre>
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
  const marked: Marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        const level = Math.min(6, depth + headingsFrom - 1);
        if (!anchors || depth === 1) return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
        const { bare, ids } = headingAnchors(text);
        const [id = '', ...former] = ids;
        const content = bare === text ? this.parser.parseInline(tokens) : (marked.parseInline(bare) as string);
        const before = former.map((name) => `<a id="${name}"></a>`).join('');
        const heading = `${before}<h${level} id="${id}"><a class="anchor" href="#${id}">${content}</a></h${level}>\n`;
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
  try {
    return raw(marked.parse(source ?? '', { async: false }));
  } catch (error) {
    // It asks to report to its authors what our own `link` and `below` have refused.
    if (error instanceof Error) error.message = error.message.replace(/\nPlease report this to https:\S+$/, '');
    throw error;
  }
}
