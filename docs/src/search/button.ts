import { type Html, html } from '../html.ts';
import { type Page, type Site, upFrom } from '../site.ts';
import { indexFile } from './index-file.ts';

/** Opens the search. Its script finds the index of the page's language by it. */
export const searchButton = (page: Page, { words }: Site): Html =>
  html`<button
    type="button"
    class="search-button"
    data-search-button="${upFrom(page.file)}${indexFile}"
    aria-haspopup="dialog"
    aria-keyshortcuts="/ Control+K Meta+K"
  >
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <circle cx="11" cy="11" r="7" />
      <path d="m20 20-4-4" />
    </svg>
    <span>${words.search}</span>
    <kbd aria-hidden="true">/</kbd>
  </button>`;
