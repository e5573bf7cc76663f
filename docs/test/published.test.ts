/** What is published: the editions of the real contracts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as cheerio from 'cheerio';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Document, endpointsOf } from '../src/openapi.ts';
import { defaultOutDir } from '../src/out-dir.ts';
import { readAll } from './support/folder.ts';

interface PublishedPage {
  /** Edition and file, as `public/errors.html`. */
  name: string;
  edition: 'public' | 'internal';
  $: cheerio.CheerioAPI;
}

let site: Record<'public' | 'internal', Map<string, string>>;
let documents: Record<'full' | 'public' | 'registry' | 'registry-public', Document>;
let pages: PublishedPage[];

beforeAll(async () => {
  const bundles = join(defaultOutDir, '../../spec/dist');
  const read = async (name: string) => JSON.parse(await readFile(join(bundles, `${name}.json`), 'utf8')) as Document;
  documents = {
    full: await read('full'),
    public: await read('public'),
    registry: await read('registry'),
    'registry-public': await read('registry-public'),
  };
  site = {
    public: await readAll(join(defaultOutDir, 'public')),
    internal: await readAll(join(defaultOutDir, 'internal')),
  };
  pages = (['public', 'internal'] as const).flatMap((edition) =>
    [...site[edition]]
      .filter(([file]) => file.endsWith('.html'))
      .map(([file, text]) => ({ name: `${edition}/${file}`, edition, $: cheerio.load(text) })),
  );
});

/** What is wrong, page by page; empty when all is well. */
const faults = (find: (page: PublishedPage) => string[]): string[] =>
  pages.flatMap((page) => find(page).map((fault) => `${page.name}: ${fault}`));

/** Every operation id and path. */
const namesIn = (...all: Document[]): string[] =>
  all.flatMap(endpointsOf).flatMap(({ operation, path }) => [operation.operationId ?? '', path]);

const publicPage = (file: string) => cheerio.load(site.public.get(file) ?? '');

describe('every page', () => {
  it('has no inline style, script or handler, so that the strict policy holds', () => {
    const found = faults(({ $ }) => {
      const handlers = (element: unknown) =>
        Object.keys($(element as never).attr() ?? {}).filter((name) => name.startsWith('on'));
      const inline = $('style, script:not([src]), [style]').toArray();
      const handled = $('*')
        .toArray()
        .filter((element) => handlers(element).length > 0);
      return [...inline, ...handled].map((element) => $.html(element).slice(0, 100));
    });
    expect(found).toEqual([]);
  });

  it('loads nothing from another host, and nothing by an absolute path', () => {
    const found = faults(({ $ }) => {
      const loaded = $(
        'link[href]:not([rel=canonical]), script[src], img[src], iframe, object, source, video, audio, use',
      ).toArray();
      const addresses = loaded.map((element) => $(element).attr('href') ?? $(element).attr('src') ?? element.name);
      const links = $('a[href^="/"], a[href^="http:"]').toArray();
      return [
        ...addresses.filter((address) => !/^(?:\.\.\/)*[\w./-]+$/.test(address) || address.startsWith('/')),
        ...links.map((element) => $.html(element)),
      ];
    });
    expect(found).toEqual([]);
    expect(pages.length).toBeGreaterThan(10);
    for (const files of Object.values(site)) expect(files.get('assets/docs.css')).not.toMatch(/url\(|@import/);
  });

  it('links only to what is there', () => {
    const anchors = new Map(
      pages.map(({ name, $ }) => [name, new Set($('[id]').map((_, element) => $(element).attr('id')))]),
    );
    const isThere = ({ name, edition }: PublishedPage, href: string): boolean => {
      const address = new URL(href, `docs:///${name}`);
      const file = address.pathname.slice(1).replace(/\/$/, '/index.html');
      // Nothing of an edition leads out of it.
      if (!file.startsWith(`${edition}/`)) return false;
      if (!file.endsWith('.html')) return site[edition].has(file.slice(edition.length + 1));
      const there = anchors.get(file);
      return there !== undefined && (address.hash === '' || there.has(decodeURIComponent(address.hash.slice(1))));
    };
    const found = faults((page) =>
      page
        .$('a[href], link[href], script[src], img[src]')
        .toArray()
        .map((element) => page.$(element).attr('href') ?? page.$(element).attr('src') ?? '')
        .filter((href) => !href.startsWith('https:') && !isThere(page, href)),
    );
    expect(found).toEqual([]);
  });

  it('skips no level of headings', () => {
    const found = faults(({ $ }) => {
      const levels = $('main :is(h1, h2, h3, h4, h5, h6)')
        .toArray()
        .map((element) => Number(element.name.slice(1)));
      return levels.flatMap((level, index) =>
        level > (levels[index - 1] ?? 0) + 1 ? [`h${level}, heading ${index}`] : [],
      );
    });
    expect(found).toEqual([]);
  });

  it('uses an id once', () => {
    const found = faults(({ $ }) => {
      const ids = $('[id]')
        .toArray()
        .map((element) => $(element).attr('id') ?? '');
      return ids.filter((id, index) => ids.indexOf(id) !== index);
    });
    expect(found).toEqual([]);
  });
});

describe('Markdown for machines', () => {
  const isText = (file: string) => /\.(?:md|txt)$/.test(file);

  it('links only to what is there; an anchor is one of the page beside it', () => {
    const found = Object.values(site).flatMap((files) =>
      [...files]
        .filter(([file]) => isText(file))
        .flatMap(([file, text]) => {
          const prose = text.replace(/^(`{3,}).*?^\1$/gms, '').replace(/`[^`\n]*`/g, '');
          return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
            .map(([, href]) => href ?? '')
            .filter((href) => !href.startsWith('https:'))
            .filter((href) => {
              const { pathname, hash } = new URL(href, `docs:///${file}`);
              const page = files.get(pathname.slice(1).replace(/\.md$/, '.html'));
              const isThere = files.has(pathname.slice(1));
              return !isThere || (hash !== '' && !page?.includes(`id="${decodeURIComponent(hash.slice(1))}"`));
            })
            .map((href) => `${file}: ${href}`);
        }),
    );
    expect(found).toEqual([]);
  });

  it('has a page for each operation and guide, in each language, and llms.txt names it', () => {
    for (const below of ['', 'fr/']) {
      const list = site.public.get(`${below}llms.txt`) ?? '';
      const ids = endpointsOf(documents.public).map(({ operation }) => `reference/${operation.operationId}.md`);
      const guides = [...site.public.keys()].filter((file) => /^[\w-]+\.md$/.test(file));
      expect(guides.length).toBeGreaterThan(10);
      const lacking = [...ids, ...guides].filter(
        (file) => !site.public.has(below + file) || !list.includes(`(${file})`),
      );
      expect(lacking).toEqual([]);
    }
  });
});

describe('reference', () => {
  it.each([
    ['public', 'reference', 'public'],
    ['public', 'registry', 'registry-public'],
    ['internal', 'reference', 'full'],
    ['internal', 'registry', 'registry'],
  ] as const)(
    '%s %s: every operation stands there with badges and a response, and in the menu',
    (edition, slug, source) => {
      const $ = cheerio.load(site[edition].get(`${slug}.html`) ?? '');
      const ids = endpointsOf(documents[source]).map(({ operation }) => operation.operationId ?? '');
      expect(ids.length).toBeGreaterThan(2);
      const lacking = (selector: (id: string) => string) => ids.filter((id) => $(selector(id)).length === 0);
      expect(lacking((id) => `article[id="operation/${id}"] .usage-line .usage`)).toEqual([]);
      expect(lacking((id) => `article[id="operation/${id}"] .response`)).toEqual([]);
      expect(lacking((id) => `.menu a[href="#operation/${id}"] .usage-marks .usage`)).toEqual([]);
      expect($('article[data-usage]').length).toBe(ids.length);
    },
  );

  it.each(['', 'fr/'])(
    'first view of %sreference: page, styles and scripts stay below 60 kB over the wire',
    (language) => {
      const files = [
        `${language}reference.html`,
        'assets/docs.css',
        'assets/docs.js',
        'assets/theme.js',
        'assets/mark.svg',
      ];
      const sizes = files.map((file) => gzipSync(site.public.get(file) ?? '').length);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
    },
  );
});

describe('public edition', () => {
  it('holds no operation, path or usage that is not for partners, in any byte', () => {
    const open = new Set(namesIn(documents.public, documents['registry-public']));
    const hidden = namesIn(documents.full, documents.registry).filter((name) => !open.has(name));
    expect(hidden.length).toBeGreaterThan(2);
    const leaks = [...site.public].flatMap(([file, text]) => {
      // "internal-error" and its kin are what HTTP calls a fault of the server.
      const rest = text.replace(/internal[-_ .]?(server )?(server)?[-_ ]?error/gi, '');
      const words = rest.match(/.{0,60}\b(?:internal|debug)\b.{0,60}/gi) ?? [];
      return [...hidden.filter((name) => text.includes(name)), ...words].map((leak) => `${file}: ${leak}`);
    });
    expect(leaks).toEqual([]);
  });

  it('has no filter by usage, nor its script', () => {
    expect([...site.public.values()].join('\n')).not.toContain('data-usage-filter');
  });
});

describe('errors', () => {
  it('explains every problem type of the contract under its own anchor, and no other', () => {
    const types = JSON.stringify(documents).match(/(?<=\/problems\/)[a-z-]+/g) ?? [];
    const $ = publicPage('errors.html');
    const ids = $('h3:has(code)').map((_, heading) => $(heading).attr('id'));
    expect([...ids].toSorted()).toEqual([...new Set(types)].toSorted());
    expect(ids.length).toBeGreaterThan(15);
  });

  it('explains every OAuth error that an example shows', () => {
    const shown = JSON.stringify(documents.public).matchAll(/"error":"(\w+)"/g);
    const codes = [...new Set([...shown].map(([, code]) => code ?? ''))];
    expect(codes.length).toBeGreaterThan(4);
    const text = publicPage('errors.html')('main').text();
    expect(codes.filter((code) => !text.includes(code))).toEqual([]);
  });
});
