import { identity } from '../../guichet.config.ts';
import { guideLine } from './guides.ts';
import { type Html, html, raw } from './html.ts';
import { menu, pageLink } from './menu.ts';
import { searchButton } from './search/button.ts';
import { type Page, type Site, languageFolder, rootFrom, upFrom } from './site.ts';
import { languages } from './words/index.ts';

/** What the theme button leads to: the sun to the light, the moon to the dark. The style sheet shows one. */
const themeIcons = html`<svg
    class="sun"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    aria-hidden="true"
  >
    <circle cx="12" cy="12" r="4" />
    <path
      d="M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1"
    />
  </svg>
  <svg class="moon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true">
    <path d="M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z" stroke-linejoin="round" />
  </svg>`;

/** The same page in the other languages. A script keeps the place on the page. */
const languageLinks = (page: Page, site: Site): Html[] =>
  site.languages
    .filter((language) => language !== site.language)
    .map(
      (language) =>
        html`<a
          class="language"
          href="${rootFrom(page.file, site.language)}${languageFolder(language)}${page.file}"
          hreflang="${language}"
          lang="${language}"
          data-language
          >${languages[language].name}</a
        >`,
    );

const alternates = (page: Page, site: Site): Html[] =>
  site.languages
    .filter((language) => language !== site.language)
    .map(
      (language) =>
        html`<link
          rel="alternate"
          hreflang="${language}"
          href="${rootFrom(page.file, site.language)}${languageFolder(language)}${page.file}"
        />`,
    );

/** Where one can go from anywhere: the guides, and each reference. */
function mainLinks(page: Page, { words, references, guides }: Site): Html {
  const [main, ...others] = references;
  const [first] = guides;
  // Every guide is in the part that the first one leads to.
  const inGuides = guides.some(({ slug }) => `${slug}.html` === page.file);
  return html`<nav class="main-links" aria-label="${words.mainPages}">
    ${first && html`<span class="${inGuides && 'here'}">${pageLink(`${first.slug}.html`, words.guides, page.file)}</span>`}
    ${main && pageLink(`${main.slug}.html`, words.reference, page.file)}
    ${others.map(({ slug, shortTitle }) => pageLink(`${slug}.html`, shortTitle, page.file))}
  </nav>`;
}

/** Below every page: which contract it is about, and what there is to say about the site itself. */
function footer(page: Page, site: Site): Html {
  const { words, references, guides } = site;
  return html`<footer class="footer">
    <p>
      ${references.map(({ title, document }) => html`<span>${title} <span class="muted">${words.footer.version} ${document.info.version}</span></span> `)}
    </p>
    <ul>
      ${guides.filter(({ group }) => group === 'about').map((guide) => html`<li>${pageLink(`${guide.slug}.html`, guideLine(guide, guide.title, site), page.file)}</li>`)}
    </ul>
  </footer>`;
}

/** The indentation of these templates is for those who read them: 2.5 kB of a reference over the wire. Code keeps its own. */
const withoutIndentation = (markup: string): string =>
  markup
    .split(/(<pre[\s>].*?<\/pre>)/s)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/\n\s+/g, '\n')))
    .join('');

/** A page as a whole document. It works without scripts, and loads nothing from elsewhere. */
export function frame(page: Page, site: Site): string {
  const { words, language } = site;
  const [main] = site.references;
  const siteTitle = main?.title ?? identity.title;
  const root = rootFrom(page.file, language);
  return withoutIndentation(
    html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${page.title === siteTitle ? siteTitle : `${page.title} · ${siteTitle}`}</title>
          <meta name="description" content="${page.description}" />
          <meta name="color-scheme" content="light dark" />
          <link rel="icon" href="${root}assets/mark.svg" type="image/svg+xml" />
          <link rel="stylesheet" href="${root}assets/docs.css" />
          ${page.canonical !== undefined && html`<link rel="canonical" href="${page.canonical}" />`}
          ${alternates(page, site)}
          <script src="${root}assets/theme.js"></script>
          <script defer src="${root}assets/docs.js"></script>
        </head>
        <body>
          <a class="skip" href="#content">${words.skip}</a>
          <header class="bar">
            <button type="button" class="menu-button" data-menu-button aria-controls="menu" aria-expanded="false">
              ${words.menu}
            </button>
            <a class="brand" href="${upFrom(page.file)}index.html"
              ><img src="${root}assets/mark.svg" alt="" width="24" height="24" /> <span>${identity.title}</span></a
            >
            ${site.audience === 'internal' && html`<span class="edition">${words.ownEdition}</span>`}
            ${mainLinks(page, site)}
            <div class="tools">
              ${searchButton(page, site)} ${languageLinks(page, site)}
              <button type="button" class="theme-button" data-theme-button aria-label="${words.theme.button}">
                ${themeIcons}
              </button>
            </div>
          </header>
          <div class="columns">
            ${menu(site, page.file)}
            <main id="content" ${page.lang !== undefined && page.lang !== language && raw(`lang="${page.lang}"`)}>
              ${page.content}
            </main>
          </div>
          ${footer(page, site)}
        </body>
      </html> `.markup,
  );
}
