import { identity } from '../../guichet.config.ts';
import { type Html, html } from './html.ts';
import { type Site, menu } from './menu.ts';

export interface Page {
  /** File name in the edition's folder. All links are relative, so that an edition can live under any path. */
  file: string;
  title: string;
  description: string;
  content: Html;
}

/** A page as a whole document. It works without scripts, and loads nothing from elsewhere. */
export function frame(page: Page, site: Site): string {
  const [main] = site.references;
  const siteTitle = main?.title ?? identity.title;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title === siteTitle ? siteTitle : `${page.title} · ${siteTitle}`}</title>
        <meta name="description" content="${page.description}" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="assets/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="assets/docs.css" />
        <script src="assets/theme.js"></script>
        <script type="module" src="assets/docs.js"></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="bar">
          <button type="button" class="menu-button" data-menu-button aria-controls="menu" aria-expanded="false">
            Menu
          </button>
          <a class="brand" href="index.html"
            ><img src="assets/mark.svg" alt="" width="24" height="24" /> ${identity.title}</a
          >
          ${site.audience === 'internal' && html`<span class="edition">Internal</span>`}
          <button type="button" class="theme-button" data-theme-button>Theme</button>
        </header>
        <div class="columns">
          ${menu(site, page.file)}
          <main id="content">${page.content}</main>
        </div>
      </body>
    </html> `.markup;
}
