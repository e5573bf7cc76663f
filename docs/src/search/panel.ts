/** What the reader searches in: bundled with its engine for the browser, and loaded when someone turns to the search. */
import MiniSearch, { type SearchResult } from 'minisearch';
import type { Words } from '../words/en.ts';
import { type Entry, options } from './engine.ts';
import { type Piece, pieces, snippet } from './snippet.ts';

type Found = SearchResult & Entry;

/** What the page gives the panel. */
interface Given {
  words: Words['script']['search'];
  /** Address of the index: results are relative to it. */
  index: string;
}

/** More than anyone reads; whoever does not find it types on. */
const mostShown = 30;

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const marked = (cut: readonly Piece[]): (Node | string)[] =>
  cut.map(({ text, found }) => (found ? element('mark', {}, text) : text));

/** The names that were looked for, where the text does not hold them. */
const namesAmong = ({ names }: Found, terms: ReadonlySet<string>): Piece[] =>
  names
    .split(' ')
    .filter((name) => pieces(name, terms).some(({ found }) => found))
    .slice(0, 8)
    .flatMap((name, index) => [...(index > 0 ? [{ text: ' · ', found: false }] : []), ...pieces(name, terms)]);

function resultLink(found: Found, { words, index }: Given, number: number): HTMLAnchorElement {
  const terms = new Set(found.terms);
  const inText = snippet(found.text, terms);
  const named = inText.some((piece) => piece.found) ? [] : namesAmong(found, terms);
  const kind = found.method
    ? element(
        'span',
        { class: `method method-${found.method}` },
        found.method === 'delete' ? 'DEL' : found.method.toUpperCase(),
      )
    : element('span', { class: 'search-kind' }, words.kinds[found.kind] ?? '');
  const badges = (found.usages ?? []).map((usage) =>
    element('span', { class: `usage usage-${usage.toLowerCase().replace(/[^a-z0-9]+/g, '-')}` }, usage),
  );
  const [address = ''] = found.address.split(' ');
  const title = element('span', { class: 'search-title' }, ...marked(pieces(found.title, terms)));
  if (found.lang) title.lang = found.lang;
  const lines = [
    element('span', { class: 'search-line' }, kind, ' ', title, ' ', ...badges.flatMap((badge) => [badge, ' '])),
    element(
      'span',
      { class: 'search-where' },
      ...(address ? [element('code', {}, ...marked(pieces(address, terms)))] : [found.where]),
      ' ',
    ),
    element('span', { class: 'search-text' }, ...marked(named.length > 0 ? named : inText)),
  ];
  const href = new URL(found.url, index).href;
  return element(
    'a',
    { role: 'option', id: `search-${number}`, href, tabindex: '-1', 'aria-selected': 'false' },
    ...lines,
  );
}

/** A dialog with a combobox and its list (WAI-ARIA: editable combobox, list autocomplete with automatic selection). */
function makePanel(given: Given): { open(): void; receive(index: object | undefined): void } {
  const { words } = given;
  const input = element('input', {
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    enterkeyhint: 'go',
    placeholder: words.placeholder,
    'aria-label': words.label,
    'aria-autocomplete': 'list',
    'aria-controls': 'search-results',
    'aria-expanded': 'false',
  });
  const list = element('div', { role: 'listbox', id: 'search-results', 'aria-label': words.results });
  const status = element('p', { role: 'status', class: 'search-status' });
  const close = element('button', { type: 'button', class: 'search-close' }, words.close);
  const bar = element('div', { class: 'search-bar' }, input, close);
  const dialog = element('dialog', { class: 'search-dialog', 'aria-label': words.label }, bar, status, list);
  let engine: MiniSearch<Entry> | undefined;
  let failed = false;
  let active = -1;

  const choose = (next: number) => {
    const { children } = list;
    children[active]?.setAttribute('aria-selected', 'false');
    active = next;
    const chosen = children[active];
    chosen?.setAttribute('aria-selected', 'true');
    chosen?.scrollIntoView({ block: 'nearest' });
    if (chosen) input.setAttribute('aria-activedescendant', chosen.id);
    else input.removeAttribute('aria-activedescendant');
  };
  const look = () => {
    const query = input.value.trim();
    list.replaceChildren();
    if (failed) status.textContent = words.failed;
    else if (query === '') status.textContent = words.hint;
    else if (!engine) status.textContent = words.loading;
    else {
      // All words; where no entry has them all, any of them.
      const all = engine.search(query, { combineWith: 'AND' });
      const results = (all.length > 0 ? all : engine.search(query)) as Found[];
      list.append(...results.slice(0, mostShown).map((found, number) => resultLink(found, given, number)));
      status.textContent = (results.length === 0 ? words.none : results.length === 1 ? words.one : words.many).replace(
        '{count}',
        String(results.length),
      );
    }
    input.setAttribute('aria-expanded', String(list.children.length > 0));
    choose(list.children.length > 0 ? 0 : -1);
  };

  input.addEventListener('input', look);
  input.addEventListener('keydown', (event) => {
    const { length } = list.children;
    if (event.isComposing || length === 0) return;
    if (event.key === 'Enter') (list.children[active] as HTMLElement | undefined)?.click();
    else if (event.key === 'ArrowDown') choose((active + 1) % length);
    else if (event.key === 'ArrowUp') choose((active - 1 + length) % length);
    else return;
    event.preventDefault();
  });
  // On the same page the reader has arrived: the dialog must not stay in the way.
  list.addEventListener('click', (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (plain && (event.target as Element).closest('a')) dialog.close();
  });
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);

  return {
    open() {
      if (dialog.open) return;
      dialog.showModal();
      input.select();
      look();
    },
    receive(index) {
      failed = index === undefined;
      if (index)
        engine = MiniSearch.loadJS(index as Parameters<typeof MiniSearch.loadJS>[0], options) as MiniSearch<Entry>;
      if (dialog.open) look();
    },
  };
}

// The page's own script finds it under this name.
Object.assign(globalThis, { docsSearch: makePanel });
