import * as cheerio from 'cheerio';
import type { AnyNode, Element } from 'domhandler';
import { escapeHtml, type Html, raw } from './html.ts';

/** What is read of a guide. */
interface Page {
  slug: string;
  language: string;
  body: string;
}

interface Spelling {
  text: string;
  /** Language of the word. */
  language: string;
}

interface Term {
  anchor: string;
  title: Spelling;
  /** None for a word that is too ordinary to be linked. */
  linked: Spelling[];
  /** Longer words that hold a spelling and mean something else. */
  others: string[];
}

/** The words that a reader can look up. */
export interface Glossary {
  /** Links the first occurrence of each term in a piece of a page: not in headings, links, code and other languages. */
  link(content: Html): Html;
  /** The same for a guide as a whole. On the glossary's own page, says where a heading is in another language. */
  linkGuide(page: Pick<Page, 'slug'>, content: Html): Html;
}

/** Slug of the guide that the terms are read from. */
const slug = 'glossary';

/** `### Term {#anchor}`, and what is said of it: Markdown's link definitions, which are never shown. */
const entry = /^### (.+?) *\{#([\w-]+)[^}\n]*\}\n((?:\s*\[\w+\]: # .*\n)*)/gm;
const remark = /\[(\w+)\]: # ['"](.*)['"]$/gm;

/** Where no word is linked. */
const closed = 'a, code, pre, h1, h2, h3, h4, h5, h6, th, summary, button, figure, svg, .lead, .next, .problem';

/**
 * Reads the terms of the guide `glossary`. Each is a heading `### Term {#anchor}`. Lines below it, which readers do not see, say
 * more: `[also]: # 'other spelling, another'`, `[fr]: # 'mot, mots'` for spellings in another language (the term itself among
 * them, where it is a word of that language), `[not]: # 'longer word'` for what holds the term and means something else, and
 * `[unlinked]: # 'why'` for an ordinary word. A plural in `-s` is known.
 *
 * @param language of the guides
 * @returns undefined where there is no such guide in that language
 * @throws Error when a line below a heading says something unknown
 */
export function readGlossary(guides: readonly Page[], language: string): Glossary | undefined {
  const guide = guides.find((page) => page.slug === slug && page.language === language);
  if (!guide) return undefined;
  const terms = [...guide.body.matchAll(entry)].map(([, title = '', anchor = '', remarks = '']) =>
    readTerm(title.replace(/[`*_]/g, ''), anchor, remarks, language),
  );
  const linker = createLinker(terms, language);
  return {
    link: linker,
    linkGuide: (page, content) => (page.slug === slug ? markHeadings(content, terms, language) : linker(content)),
  };
}

function readTerm(title: string, anchor: string, remarks: string, language: string): Term {
  const spellings: Spelling[] = [];
  const others: string[] = [];
  let unlinked = false;
  for (const [, label = '', list = ''] of remarks.matchAll(remark)) {
    const words = list.split(',').map((text) => text.trim());
    if (label === 'unlinked') unlinked = true;
    else if (label === 'not') others.push(...words);
    else if (label === 'also' || /^[a-z]{2}$/.test(label)) {
      spellings.push(...words.map((text) => ({ text, language: label === 'also' ? language : label })));
    } else {
      throw new Error(
        `The glossary says [${label}] of "${title}", which is not known. Use also, not, unlinked, or a language such as fr.`,
      );
    }
  }
  const own = spellings.find(({ text }) => text.toLowerCase() === title.toLowerCase()) ?? { text: title, language };
  const linked = unlinked ? [] : [own, ...spellings.filter((spelling) => spelling !== own)];
  return { anchor, title: own, linked, others };
}

/** The whole word as it may be written: its first letter in any case, any space and apostrophe, and in the plural. */
function patternOf(text: string): string {
  const [first = '', ...rest] = text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
  // In lower case an abbreviation is not one.
  const isWord = rest.join('') === rest.join('').toLowerCase();
  const start = isWord && /\p{L}/u.test(first) ? `[${first.toLowerCase()}${first.toUpperCase()}]` : first;
  return `${start}${rest
    .join('')
    .replace(/['’]/g, "['’]")
    .replace(/\s+/g, String.raw`\s+`)}s?`;
}

function createLinker(terms: readonly Term[], language: string): (content: Html) => Html {
  const targets = terms
    .flatMap((term) => [
      ...term.linked.map((spelling) => ({ text: spelling.text, found: { term, spelling } })),
      ...term.others.map((text) => ({ text, found: undefined })),
    ])
    // The longest first: an access token is more than a token.
    .toSorted((a, b) => b.text.length - a.text.length);
  if (targets.length === 0) return (content) => content;
  const words = targets.map(({ text }) => `(${patternOf(text)})`).join('|');
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}_-])(?:${words})(?![\p{L}\p{N}_-])`, 'gu');

  return (content) => {
    if (content.markup.search(pattern) < 0) return content;
    const $ = cheerio.load(content.markup, null, false);
    const seen = new Set<Term>();
    const linked = (text: string): string => {
      let markup = '';
      let end = 0;
      for (const match of text.matchAll(pattern)) {
        const found = targets[match.slice(1).findIndex((group) => group !== undefined)]?.found;
        if (!found || seen.has(found.term)) continue;
        const { term, spelling } = found;
        seen.add(term);
        const lang = spelling.language === language ? '' : ` lang="${spelling.language}"`;
        markup += `${escapeHtml(text.slice(end, match.index))}<a class="term" href="${slug}.html#${term.anchor}"${lang}>${escapeHtml(match[0])}</a>`;
        end = match.index + match[0].length;
      }
      return end === 0 ? '' : markup + escapeHtml(text.slice(end));
    };
    const visit = (node: AnyNode): void => {
      if (node.type === 'text') {
        const markup = linked(node.data);
        if (markup !== '') $(node).replaceWith(markup);
      } else if ('children' in node) {
        const spoken = node.type === 'tag' ? node.attribs['lang'] : undefined;
        if ((spoken === undefined || spoken === language) && !$(node as Element).is(closed))
          [...node.children].forEach(visit);
      }
    };
    $.root().contents().toArray().forEach(visit);
    return raw($.html());
  };
}

function markHeadings(content: Html, terms: readonly Term[], language: string): Html {
  return terms
    .filter(({ title }) => title.language !== language)
    .reduce(
      ({ markup }, { anchor, title }) =>
        raw(markup.replace(`<h3 id="${anchor}">`, `<h3 id="${anchor}" lang="${title.language}">`)),
      content,
    );
}
