/** What is published: the editions of the real contracts. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as cheerio from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleContract } from '../../spec/bundle.ts';
import { buildDocs } from '../src/build.ts';
import { editions } from '../src/edition.ts';
import { type Document, endpointsOf } from '../src/openapi.ts';
import { readAll } from './support/folder.ts';

let folder: string;
const site: Record<string, Map<string, string>> = {};
const documents: Record<string, Document> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docs-'));
  await bundleContract({ outDir: join(folder, 'spec') });
  for (const name of ['full', 'public', 'registry', 'registry-public']) {
    documents[name] = JSON.parse(await readFile(join(folder, 'spec', `${name}.json`), 'utf8')) as Document;
  }
  const real = editions.map((edition) => ({
    ...edition,
    sources: edition.sources.map(({ slug, file }) => ({ slug, file: join(folder, 'spec', file.split('/').at(-1)!) })),
  }));
  await buildDocs({ outDir: join(folder, 'out'), editions: real });
  for (const { name } of editions) site[name] = await readAll(join(folder, 'out', name));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const pages = () =>
  Object.entries(site).flatMap(([edition, files]) =>
    [...files]
      .filter(([name]) => name.endsWith('.html'))
      .map(([name, text]) => ({ edition, name, text, $: cheerio.load(text) })),
  );

describe('every page', () => {
  it('has no inline style, script or handler, so that the strict policy holds', () => {
    for (const { name, $ } of pages()) {
      expect($('[style], style, script:not([src])').length, name).toBe(0);
      const handlers = $('*')
        .toArray()
        .filter((element) => Object.keys($(element).attr() ?? {}).some((key) => key.startsWith('on')));
      expect(handlers.length, name).toBe(0);
    }
  });

  it('loads nothing from another host, and nothing by an absolute path', () => {
    for (const { name, $ } of pages()) {
      const loaded = $('link[href], script[src], img[src], iframe, object, source, video, audio').toArray();
      for (const element of loaded) {
        const address = $(element).attr('href') ?? $(element).attr('src') ?? '';
        expect(address, name).toMatch(/^assets\/[\w.-]+$/);
      }
      expect($('a[href^="/"]').length, name).toBe(0);
    }
    for (const files of Object.values(site)) expect(files.get('assets/docs.css')).not.toMatch(/url\(|@import/);
  });

  it('links only to what is there', () => {
    const ids = new Map(
      pages().map(({ edition, name, $ }) => [
        `${edition}/${name}`,
        new Set(
          $('[id]')
            .toArray()
            .map((element) => $(element).attr('id')),
        ),
      ]),
    );
    for (const { edition, name, $ } of pages()) {
      for (const element of $('a[href]').toArray()) {
        const href = $(element).attr('href')!;
        if (/^https:/.test(href)) continue;
        const [file, hash] = href.split('#');
        if (file?.endsWith('.json')) expect(site[edition]!.has(file), `${name}: ${href}`).toBe(true);
        else {
          const there = ids.get(`${edition}/${file || name}`);
          expect(there, `${name}: ${href}`).toBeDefined();
          if (hash !== undefined) expect(there!.has(decodeURIComponent(hash)), `${name}: ${href}`).toBe(true);
        }
      }
    }
  });

  it('uses an id once', () => {
    for (const { name, $ } of pages()) {
      const all = $('[id]')
        .toArray()
        .map((element) => $(element).attr('id'));
      expect(
        all.filter((id, index) => all.indexOf(id) !== index),
        name,
      ).toEqual([]);
    }
  });
});

describe('reference', () => {
  it.each([
    ['public', 'reference', 'public'],
    ['public', 'registry', 'registry-public'],
    ['internal', 'reference', 'full'],
    ['internal', 'registry', 'registry'],
  ])('%s %s: every operation stands there with badges and a response, and in the menu', (edition, slug, source) => {
    const $ = cheerio.load(site[edition]!.get(`${slug}.html`)!);
    const endpoints = endpointsOf(documents[source]!);
    expect(endpoints.length).toBeGreaterThan(2);
    expect($('article[data-usage]').length).toBe(endpoints.length);
    for (const { operation } of endpoints) {
      const id = operation.operationId!;
      const article = $(`[id="operation/${id}"]`);
      expect(article.find('.usage-line .usage').length, id).toBeGreaterThan(0);
      expect(article.find('.response').length, id).toBeGreaterThan(0);
      expect($(`.menu a[href="#operation/${id}"] .usage-marks .usage`).length, id).toBeGreaterThan(0);
    }
  });

  it('first view: page, styles and scripts stay below 60 kB over the wire', () => {
    const files = ['reference.html', 'assets/docs.css', 'assets/docs.js', 'assets/theme.js', 'assets/mark.svg'];
    const sizes = files.map((file) => gzipSync(site['public']!.get(file)!).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
  });
});

describe('public edition', () => {
  it('holds no operation, path or usage that is not for partners, in any byte', () => {
    const known = new Set(
      [...endpointsOf(documents['public']!), ...endpointsOf(documents['registry-public']!)].flatMap(
        ({ operation, path }) => [operation.operationId!, path],
      ),
    );
    const hidden = [...endpointsOf(documents['full']!), ...endpointsOf(documents['registry']!)]
      .flatMap(({ operation, path }) => [operation.operationId!, path])
      .filter((name) => !known.has(name));
    expect(hidden.length).toBeGreaterThan(2);
    for (const [name, text] of site['public']!) {
      for (const word of hidden) expect(text.includes(word), `${name} says ${word}`).toBe(false);
      // "internal-error" and its kin are what HTTP calls a fault of the server.
      const rest = text.replace(/internal[-_ .]?(server )?(server)?[-_ ]?error/gi, '');
      expect(rest.match(/.{0,60}\b(internal|debug)\b.{0,60}/i)?.[0], name).toBeUndefined();
    }
  });

  it('has no filter by usage, nor its script', () => {
    expect([...site['public']!.values()].join('\n')).not.toContain('data-usage-filter');
  });
});

describe('errors', () => {
  it('explains every problem type of the contract under its own anchor', () => {
    const types = [...new Set(JSON.stringify(documents).match(/[^"]*\/problems\/[a-z-]+/g))];
    expect(types.length).toBeGreaterThan(15);
    const $ = cheerio.load(site['public']!.get('errors.html')!);
    for (const type of types) expect($(`h3[id="${type.split('/').at(-1)}"]`).length, type).toBe(1);
  });

  it('has no heading for a type that the contract does not know', () => {
    const $ = cheerio.load(site['public']!.get('errors.html')!);
    const headings = $('h3:has(code)')
      .toArray()
      .map((heading) => $(heading).attr('id'));
    const text = JSON.stringify(documents);
    expect(headings.filter((id) => !text.includes(`/problems/${id}`))).toEqual([]);
  });

  it('explains every OAuth error that an example shows', () => {
    const shown = new Set(
      [...JSON.stringify(documents['public']).matchAll(/"error":"(\w+)"/g)].map(([, code]) => code),
    );
    expect(shown.size).toBeGreaterThan(4);
    const text = cheerio.load(site['public']!.get('errors.html')!)('main').text();
    expect([...shown].filter((code) => !text.includes(code!))).toEqual([]);
  });
});
