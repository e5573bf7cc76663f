import * as cheerio from 'cheerio';
import { describe, expect, it } from 'vitest';
import { buildDocs } from '../src/build.ts';
import type { Document, PathItem } from '../src/openapi.ts';
import { buildTiny, scratch } from './support/folder.ts';
import { tiny, tinyGuides } from './support/tiny.ts';

const withOperation = (usage: string[] | undefined, extra: Partial<Document> = {}): Document => ({
  ...tiny,
  ...extra,
  paths: {
    ...tiny.paths,
    '/inner': {
      get: {
        operationId: 'inner.look',
        tags: ['Pets'],
        summary: 'Look inside',
        ...(usage && { 'x-usage': usage }),
        responses: { '204': { description: 'Fine.' } },
      },
    } satisfies PathItem,
  },
});

describe('reference', () => {
  it('gives every operation its badges, its sentence and its note', async () => {
    const $ = cheerio.load((await buildTiny()).get('reference.html')!);
    const article = $('[id="operation/pets.get"]');
    expect(
      article
        .find('.usage-line .usage')
        .toArray()
        .map((badge) => $(badge).text()),
    ).toEqual(['public', 'app']);
    expect(article.find('.usage-line').text()).toContain('Ask before you call it every second.');
    expect($('.menu a[href="#operation/pets.get"] .sr-only').text()).toBe(' (public) (app)');
    expect($('#usage .legend dt').text()).toBe('publicapp');
  });

  it('names the scopes, and describes them once', async () => {
    const $ = cheerio.load((await buildTiny()).get('reference.html')!);
    expect($('[id="operation/pets.get"] .authorization').text().replace(/\s+/g, ' ')).toContain(
      'oauth2 with pets.read',
    );
    expect($('[id="security/oauth2"]').text()).toContain('Read the pets.');
  });

  it('shows every example, and a curl call made of them', async () => {
    const $ = cheerio.load((await buildTiny()).get('reference.html')!);
    const text = $('[id="operation/pets.get"] .operation-samples').text();
    expect(text).toContain('Félix <3');
    expect(text).toContain('Médor');
    expect(text).toContain('/v1/pets/7"');
    expect($('[id="operation/pets.create"] .operation-samples').text()).toContain(String.raw`"L'\''ours"`);
  });

  it('prefers the samples of the contract, and adds curl', async () => {
    const document = structuredClone(tiny);
    const get = document.paths!['/pets/{petId}']!['get'] as Record<string, unknown>;
    get['x-codeSamples'] = [{ lang: 'ts', source: 'await client.pets.get({ petId: 7 });' }];
    const $ = cheerio.load((await buildTiny({ document })).get('reference.html')!);
    const titles = $('[id="operation/pets.get"] [data-tabs=Request] h5')
      .toArray()
      .map((title) => $(title).text());
    expect(titles).toEqual(['TypeScript', 'curl']);
  });

  it('says whom to ask, by mail where there is an address, and on which terms', async () => {
    const info = {
      ...tiny.info,
      contact: { name: 'The team', url: 'https://team.example', email: 'team@example.org' },
      license: { name: 'MIT' },
    };
    const $ = cheerio.load((await buildTiny({ document: { ...tiny, info } })).get('reference.html')!);
    expect($('#contact a').attr('href')).toBe('mailto:team@example.org');
    expect($('#contact').text().replace(/\s+/g, ' ').trim()).toBe('Contact The team Licence MIT');
    expect(cheerio.load((await buildTiny()).get('reference.html')!)('#contact').length).toBe(0);
  });

  it('keeps the order of headings: nothing in a description outranks its operation', async () => {
    const $ = cheerio.load((await buildTiny()).get('reference.html')!);
    expect($('h1').length).toBe(1);
    expect($('h4:contains("Not the page’s title")').length).toBe(1);
  });

  it('leaves out a tag without operations', async () => {
    expect((await buildTiny()).get('reference.html')).not.toContain('No operation has it.');
  });

  it('describes a response that many share once, and links to it', async () => {
    const paths = Object.fromEntries(
      ['a', 'b', 'c'].map((name) => [
        `/${name}`,
        {
          get: {
            operationId: `${name}.get`,
            tags: ['Pets'],
            'x-usage': ['public'],
            responses: { '404': { $ref: '#/components/responses/NotFound' } },
          },
        },
      ]),
    );
    const $ = cheerio.load((await buildTiny({ document: { ...tiny, paths }, guides: {} })).get('reference.html')!);
    expect($('[id="response/NotFound"]').length).toBe(1);
    expect($('[id="operation/a.get"] .common a').attr('href')).toBe('#response/NotFound');
    expect($('[id="operation/a.get"] .common').text()).toContain('Nothing there.');
    expect($('[id="schema/Problem"]').length).toBe(1);
  });

  it('names operations that have no id as the server does', async () => {
    const response = { responses: { '200': { description: 'ok' } } };
    const document: Document = {
      openapi: '3.1.0',
      info: { title: 'Bare', version: '1' },
      paths: { '/x/{id}': { get: response, delete: response }, '/y': { get: response } },
    };
    const files = await buildTiny({ document, guides: {} });
    const $ = cheerio.load(files.get('reference.html')!);
    const ids = $('article.operation').map((_, article) => $(article).attr('id'));
    expect([...ids]).toEqual(['operation/getXId', 'operation/deleteXId', 'operation/getY']);
    expect(files.has('reference/getXId.md')).toBe(true);
  });

  it('survives a contract without tags, ids, usages, servers and security', async () => {
    const document: Document = {
      openapi: '3.1.0',
      info: { title: 'Bare', version: '1' },
      paths: { '/x': { get: { operationId: 'x', responses: { '200': { description: 'ok' } } } } },
    };
    const $ = cheerio.load((await buildTiny({ document, guides: {} })).get('reference.html')!);
    expect($('[id="operation/x"] .usage').text()).toBe('public');
  });
});

it('calls a server whose address has variables, as foreign contracts have, by their defaults', async () => {
  const url = '{scheme}://{host}:{port}/{version}/';
  const variables = Object.fromEntries(
    Object.entries({ scheme: 'https', host: 'api.example', port: '8443', version: 'v3' }).map(([name, value]) => [
      name,
      { default: value },
    ]),
  );
  const files = await buildTiny({ document: { ...tiny, servers: [{ url, variables }] } });
  const $ = cheerio.load(files.get('reference.html')!);
  expect($('[id="operation/pets.get"] .endpoint code').text()).toBe('/v3/pets/{petId}');
  expect($('[id="operation/pets.get"] .operation-samples').text()).toContain('/v3/pets/7"');
  expect(JSON.parse(files.get('reference.postman_collection.json')!).variable[0].value).toBe(
    'https://api.example:8443',
  );
});

describe('editions', () => {
  it('public: refuses an operation that is not for the public, and names it', async () => {
    await expect(buildTiny({ document: withOperation(['internal']) })).rejects.toThrow(
      'inner.look, whose x-usage is not public',
    );
  });

  it('public: holds no word for the usages of the platform’s own staff, in any file', async () => {
    const files = await buildTiny({ document: withOperation(['public', 'internal', 'debug']) });
    expect([...files.values()].join('\n')).not.toMatch(/internal|debug/i);
  });

  it('internal: filters by usage, and says how many are shown', async () => {
    const files = await buildTiny({ document: withOperation(['internal']), audience: 'internal' });
    const $ = cheerio.load(files.get('reference.html')!);
    expect(
      $('[data-usage-filter] input')
        .toArray()
        .map((box) => $(box).attr('value')),
    ).toEqual(['public', 'app', 'internal']);
    expect($('[data-usage-filter] [aria-live=polite]').text()).toBe('3 operations');
    expect(files.get('assets/docs.js')).toContain('data-usage-filter');
  });

  it('a bundle that is missing: says which command makes it', async () => {
    const editions = [
      { name: 'x', audience: 'public' as const, sources: [{ slug: 'reference', file: '/nowhere/x.json' }] },
    ];
    await expect(buildDocs({ outDir: await scratch(), editions })).rejects.toThrow(
      /x\.json is missing\. Run `npm run docs:build`/,
    );
  });
});

describe('languages', () => {
  it('stand side by side under the same names, each with a way to the other', async () => {
    const files = await buildTiny();
    const names = (folder: string) =>
      [...files.keys()].filter((file) => file.startsWith('fr/') === (folder === 'fr/') && !file.startsWith('assets/'));
    expect(names('fr/').map((file) => file.slice('fr/'.length))).toEqual(names(''));
    const [english, french] = ['', 'fr/'].map((folder) => cheerio.load(files.get(`${folder}reference.html`)!));
    expect(english!('html').attr('lang')).toBe('en');
    expect(english!('a[data-language]').attr()).toMatchObject({
      href: 'fr/reference.html',
      lang: 'fr',
      hreflang: 'fr',
    });
    expect(french!('html').attr('lang')).toBe('fr');
    expect(french!('a[data-language]').attr()).toMatchObject({ href: '../reference.html', lang: 'en', hreflang: 'en' });
    expect(french!('#usage h2').text()).toBe('À qui s’adresse une opération');
  });

  it('tell a text that nobody has translated', async () => {
    const $ = cheerio.load((await buildTiny()).get('fr/reference.html')!);
    expect($('[id="operation/pets.get"] h3 [lang=en]').text()).toBe('Get a pet');
    expect($('.intro > [lang=en], .intro > p > [lang=en]').first().text()).toContain('Everything once.');
    expect($('tr:has(> th code:contains("name")) .about [lang=en] em').first().text()).toBe('name');
  });

  it('show a guide that nobody has translated as it is, and say so', async () => {
    const guides = {
      ...tinyGuides,
      'fr/first.md': '---\ntitle: Premier\ndescription: Un.\norder: 9\n---\n\n## Part {#part}\n',
    };
    const files = await buildTiny({ guides });
    expect(cheerio.load(files.get('fr/errors.html')!)('article.guide').attr('lang')).toBe('en');
    const $ = cheerio.load(files.get('fr/first.html')!);
    expect($('article.guide').attr('lang')).toBeUndefined();
    expect($('.menu-group a').eq(0).text()).toBe('Premier');
  });
});
