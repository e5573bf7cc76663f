import { readFile } from 'node:fs/promises';
import { identity } from '../../guichet.config.ts';
import { escapeHtml } from './html.ts';
import { panelScript } from './search/panel-script.ts';
import type { Site } from './site.ts';
import { sortUsages, usageStyles } from './usage.ts';

const themeFile = (name: string): Promise<string> => readFile(new URL(`../theme/${name}`, import.meta.url), 'utf8');

const styles = [
  'base.css',
  'frame.css',
  'prose.css',
  'figure.css',
  'reference.css',
  'schema.css',
  'code.css',
  'changelog.css',
  'search.css',
  'print.css',
];
const scripts = ['copy.js', 'theme-button.js', 'language.js', 'tabs.js', 'menu.js', 'search.js'];

/** Comments and white space cost bytes; what they say is for those who read the sources. */
const trimCss = (css: string): string =>
  css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s*\n\s*/g, '\n')
    .trim();

const trimJs = (js: string): string =>
  js
    .replace(/^\s*\/\*\*.*?\*\/\n/gms, '')
    .replace(/^\s*\/\/.*\n/gm, '')
    .replace(/^\s+/gm, '');

const mark = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${identity.brand.accent}"/><text x="16" y="23" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="20" fill="#fff">${escapeHtml(identity.brand.mark)}</text></svg>\n`;

const wordsOf = (sites: readonly Site[]): string => {
  const words = Object.fromEntries(sites.map(({ language, words: { script } }) => [language, script]));
  return `const words = ${JSON.stringify(words)}[document.documentElement.lang];\n`;
};

/** Styles, scripts and the mark of an edition, by file name. */
export async function assets(sites: readonly Site[]): Promise<Record<string, string>> {
  const brand = `:root{--accent-light:${identity.brand.accent};--accent-dark:${identity.brand.accentDark}}`;
  const css = await Promise.all(styles.map(themeFile));
  const names = sites.some(({ audience }) => audience === 'internal') ? [...scripts, 'usage-filter.js'] : scripts;
  const js = await Promise.all(names.map(themeFile));
  return {
    'docs.css':
      [
        brand,
        ...css.map(trimCss),
        usageStyles(sortUsages(sites.flatMap(({ references }) => references.flatMap(({ usages }) => usages)))),
      ].join('\n') + '\n',
    // Each file keeps its names to itself; all know the words of the page's language.
    'docs.js': `{\n${wordsOf(sites)}${js.map((text) => `{\n${trimJs(text)}}\n`).join('')}}\n`,
    'theme.js': trimJs(await themeFile('theme.js')),
    'search.js': await panelScript(),
    'search.css': trimCss(await themeFile('search-panel.css')),
    'mark.svg': mark,
  };
}
