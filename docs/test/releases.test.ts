import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as cheerio from 'cheerio';
import { describe, expect, it } from 'vitest';
import { identity } from '../../guichet.config.ts';
import { type Edition, buildDocs } from '../src/build.ts';
import { formerAnchors } from '../src/changelog/former.ts';
import { readReleases, releasedFolder } from '../src/changelog/released.ts';
import { vanished } from '../src/changelog/vanished.ts';
import { deadLinks, linksOf } from '../src/links.ts';
import type { Document } from '../src/openapi.ts';
import { readAll, scratch, write } from './support/folder.ts';
import { answering, contract, pets, release } from './support/pets.ts';

const old = contract({
  '/pets': { get: { operationId: 'pets.list', summary: 'List pets' } },
  '/dogs': { get: { operationId: 'dogs.list', summary: 'List dogs', deprecated: true } },
});

/** Builds an edition of a small contract that had these releases, newest first. */
async function build(
  today: Document,
  releases: Record<string, { document: Document; links?: string[] }> = {},
  guides: Record<string, string> = {},
): Promise<Map<string, string>> {
  const folder = await scratch();
  const names = Object.keys(releases);
  await mkdir(join(folder, 'guides/en'), { recursive: true });
  await write(folder, {
    'today.json': JSON.stringify(today),
    'released/releases.json': JSON.stringify(names.map((version) => ({ version, date: '2026-01-31' }))),
    ...Object.fromEntries(
      Object.entries(releases).flatMap(([version, { document, links = [] }]) => [
        [`released/${version}/reference.json`, JSON.stringify(document)],
        [`released/${version}/links.txt`, links.map((link) => `${link}\n`).join('')],
      ]),
    ),
    ...Object.fromEntries(Object.entries(guides).map(([name, text]) => [`guides/en/${name}`, text])),
  });
  const edition: Edition = {
    name: 'site',
    audience: 'public',
    released: join(folder, 'released'),
    sources: [{ slug: 'reference', file: join(folder, 'today.json') }],
  };
  await buildDocs({ outDir: join(folder, 'out'), editions: [edition], guides: join(folder, 'guides') });
  return readAll(join(folder, 'out/site'));
}

const guide = (title: string, body: string, matter = '') =>
  `---\ntitle: ${title}\ndescription: All of it.\norder: 1\n${matter}---\n\n${body}\n`;

describe('the changelog', () => {
  it('says what is not released yet on top, then each version with its day', async () => {
    const site = await build(pets({ deprecated: true }), {
      '1.1.0': { document: pets() },
      '1.0.0': { document: old },
    });
    const $ = cheerio.load(site.get('changelog.html') ?? '');
    const headings = $('main h2').map((_, heading) => $(heading).text().replace(/\s+/g, ' ').trim());
    expect($('.menu a[aria-current=page]').text()).toBe('Changelog');
    expect([...headings]).toEqual(['Next', '1.1.0 31 January 2026', '1.0.0 31 January 2026']);
    const entry = $('#next').parent();
    expect(entry.find('h4').text()).toBe('Deprecated');
    expect(entry.find('li > a').attr('href')).toBe('reference.html#operation/pets.list');
    expect($('[id="v1.0.0"]').parent().text()).toContain('First published version, with 2 operations.');
  });

  it('says in French what it says in English, at the same anchors', async () => {
    const site = await build(pets(), { '1.0.0': { document: old } });
    const anchors = (file: string) => [...(site.get(file) ?? '').matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(anchors('fr/changelog.html')).toEqual(anchors('changelog.html'));
    expect(site.get('fr/changelog.html')).toContain('Supprimé');
    expect(site.get('fr/changelog.html')).toContain('31 janvier 2026');
  });

  it('is there as Markdown, with links to the Markdown of operations', async () => {
    const markdown = (await build(pets({ deprecated: true }), { '1.0.0': { document: pets() } })).get('changelog.md');
    expect(markdown).toContain('#### Deprecated\n\n- [List pets](reference/pets.list.md) `GET /v1/pets`');
  });

  it('tells once what many operations have in common', async () => {
    const many = (extra: object) =>
      contract(
        Object.fromEntries(
          ['a', 'b', 'c', 'd'].map((name) => [`/${name}`, { get: { operationId: `${name}.get`, ...extra } }]),
        ),
      );
    const responses = { '200': { description: 'Fine.' }, '429': { description: 'Slow down.' } };
    const site = await build(many({ responses }), { '1.0.0': { document: many({}) } });
    const $ = cheerio.load(site.get('changelog.html') ?? '');
    expect(
      $('main')
        .text()
        .match(/New answer 429/g),
    ).toHaveLength(1);
    expect($('main summary').text()).toBe('In 4 operations:');
    expect($('main details a').length).toBe(4);
  });

  it('tells of several fields in one line', async () => {
    const today = answering({ properties: { a: {}, b: {}, c: { type: 'object' } } });
    const site = await build(today, { '1.0.0': { document: answering({ properties: { a: {} } }) } });
    expect(site.get('changelog.md')).toContain('  - New fields `b`, `c` in the answer\n');
    expect(site.get('fr/changelog.md')).toContain('  - Nouveaux champs `b`, `c` de la réponse\n');
  });

  it('is there before anything was released, and says so', async () => {
    expect((await build(pets())).get('changelog.html')).toContain('No version has been published yet.');
  });

  it('reads releases under the identity of today: a platform that took another name changed nothing else', async () => {
    const folder = await scratch();
    await write(folder, {
      'releases.json': '[{"version":"1.0.0","date":"2026-01-31"}]',
      '1.0.0/reference.json': JSON.stringify(pets({ description: `See ${identity.problemBase}gone.` })),
    });
    const [first] = await readReleases(folder, { ...identity, problemBase: 'https://pets.example/p/' });
    const { get } = first?.documents.get('reference')?.paths?.['/pets'] ?? {};
    expect(get).toMatchObject({ description: 'See https://pets.example/p/gone.' });
  });

  it('a version whose folder is missing: says to bring it back', async () => {
    const folder = await scratch();
    await write(folder, { 'releases.json': '[{"version":"2.0.0","date":"2026-01-31"}]' });
    await expect(readReleases(folder)).rejects.toThrow('releases.json names 2.0.0. Restore it');
  });
});

describe('an operation that was published', () => {
  it('and is gone without having been deprecated: fails, names it, and says what to do', async () => {
    await expect(build(contract({}), { '1.0.0': { document: pets() } })).rejects.toThrow(
      /pets\.list \(GET \/v1\/pets\) was published in 1\.0\.0 and is gone\.\nBring it back with `deprecated: true`/,
    );
  });

  it('and is no longer for partners, or elsewhere, is gone too', () => {
    const last = release('1.0.0', pets());
    const lines = (today: Document) => vanished(last, new Map([['reference', today]]));
    expect(lines(pets({ 'x-usage': ['app'] }))).toHaveLength(1);
    expect(lines(contract({ '/animals': { get: { operationId: 'pets.list' } } }))).toEqual([
      'pets.list (GET /v1/pets) was published in 1.0.0 and is GET /v1/animals now.',
    ]);
    expect(vanished(last, new Map())).toHaveLength(1);
  });

  it('and was deprecated by then, or only has another id, may go', () => {
    const today = new Map([['reference', pets({ operationId: 'pets.find' })]]);
    expect(vanished(release('1.0.0', old), today)).toEqual([]);
    expect(vanished(undefined, today)).toEqual([]);
  });

  it('and is gone by now: its old anchor leads to a note, and from there to the changelog', async () => {
    const site = await build(pets(), { '1.0.0': { document: old } });
    const $ = cheerio.load(site.get('reference.html') ?? '');
    const note = $('[id="operation/dogs.list"]');
    expect(note.text().replace(/\s+/g, ' ')).toContain('dogs.list. Removed in the next version. See the changelog.');
    expect(note.find('a').attr('href')).toBe('changelog.html#operation/dogs.list');
    const changelog = cheerio.load(site.get('changelog.html') ?? '');
    expect(changelog('[id="operation/dogs.list"]').text()).toContain('GET /v1/dogs');
    expect(changelog('h4').text()).toContain('Removed');
  });

  it('names the version that removed it', () => {
    const releases = [release('1.1.0', pets()), release('1.0.0', old)];
    const { gone } = formerAnchors({ slug: 'reference', document: pets() }, releases);
    expect(gone.map(({ operationId, version }) => `${operationId} ${version}`)).toEqual(['dogs.list 1.1.0']);
  });

  it('under another id: its old anchors stand before it, by themselves', async () => {
    const first = pets({ operationId: 'animals.list', tags: ['Animals'] });
    const site = await build(pets({ operationId: 'pets.find' }), {
      '1.1.0': { document: pets() },
      '1.0.0': { document: first },
    });
    expect(site.get('reference.html')).toContain(
      '<a id="operation/pets.list"></a><a id="operation/animals.list"></a><a id="tag/Animals"></a><article class="operation" id="operation/pets.find"',
    );
  });
});

describe('a link that was published', () => {
  const links = ['first.html', 'first.html#part', 'reference.html#operation/pets.list'];
  const published = { '1.0.0': { document: pets(), links } };

  it('and leads somewhere: the build is content', async () => {
    const site = await build(pets(), published, { 'first.md': guide('First', '## Part') });
    expect(deadLinks(links, site)).toEqual([]);
    expect(linksOf(new Map([...site].filter(([file]) => !file.startsWith('fr/'))))).toEqual(
      [
        ...links,
        'changelog.html',
        'changelog.html#v1.0.0',
        'index.html',
        'reference.html',
        'reference.html#tag/Pets',
      ].toSorted(),
    );
  });

  it.each([
    ['whose heading has another anchor', { 'first.md': guide('First', '## Portion') }, '  first.html#part (en'],
    ['whose guide is gone', {}, '  first.html (en, published in 1.0.0)'],
  ])('%s: fails, names it, and says how to keep it', async (_, guides, named) => {
    const failure = await build(pets(), published, guides as Record<string, string>).catch(
      (error: Error) => error.message,
    );
    expect(failure).toContain(named);
    expect(failure).toMatch(/formerly: \[old-name\].*## Words \{#new #old\}/s);
  });

  it('whose heading keeps its old anchor', async () => {
    const site = await build(pets(), published, { 'first.md': guide('First', '## Portion {#portion #part}') });
    expect(site.get('first.html')).toContain('id="portion"');
  });

  it('whose guide says what it was called: sends on, with and without scripts, in each language', async () => {
    const guides = { 'start.md': guide('Start', '## Part', 'formerly: [first]\n') };
    const site = await build(pets(), published, guides);
    for (const [file, assets] of [
      ['first.html', 'assets'],
      ['fr/first.html', '../assets'],
    ] as const) {
      const $ = cheerio.load(site.get(file) ?? '');
      expect($('link[rel=canonical]').attr('href')).toBe('start.html');
      expect($('noscript').html()).toContain('http-equiv="refresh" content="0; url=start.html"');
      expect($('script').attr('src')).toBe(`${assets}/redirect.js`);
      expect($('body a').attr('href')).toBe('start.html');
    }
    expect(site.get('assets/redirect.js')).toContain('location.hash');
  });

  it('whose guide moved and lost the heading: fails', async () => {
    const guides = { 'start.md': guide('Start', '## Portion', 'formerly: [first]\n') };
    await expect(build(pets(), published, guides)).rejects.toThrow('  first.html#part (en');
  });

  it('a former name that is a page of today: says to take it out', async () => {
    const guides = { 'start.md': guide('Start', '', 'formerly: [first]\n'), 'first.md': guide('First', '## Part') };
    await expect(build(pets(), {}, guides)).rejects.toThrow('start.md says it was first, which is the name of another');
  });
});

it('the kit keeps every link of its releases, and lists more than a few', async () => {
  const [last] = await readReleases();
  const text = await readFile(join(releasedFolder, last?.version ?? '', 'links.txt'), 'utf8');
  expect(last?.links.length).toBe(text.trim().split('\n').length);
  expect(last?.links).toContain('errors.html#not-found');
});
