/** The search index, as the reader's browser reads it. */
import MiniSearch from 'minisearch';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Document } from '../src/openapi.ts';
import { type Entry, options, termsOf } from '../src/search/engine.ts';
import { pieces, snippet } from '../src/search/snippet.ts';
import { buildTiny } from './support/folder.ts';
import { tiny, tinyGuides } from './support/tiny.ts';

const opened = (script = ''): MiniSearch<Entry> =>
  MiniSearch.loadJS(JSON.parse(script.slice('docsIndex='.length)), options) as MiniSearch<Entry>;

const glossary = `---
title: Glossary
description: Words.
order: 9
---

Before the words.

## Labels {#labels}

### Étoile {#etoile}

The grade of a pet.

\`\`\`sh
grade --stars 5
\`\`\`

### Collectivité {#collectivite}

Who keeps it.
`;

/** Built once. */
let built: Promise<ReadonlyMap<string, string>> | undefined;
const filesOf = () => (built ??= buildTiny({ guides: { ...tinyGuides, 'glossary.md': glossary } }));

describe('an index', () => {
  let engine: MiniSearch<Entry>;
  let files: ReadonlyMap<string, string>;
  const found = (query: string) => engine.search(query).map(({ url }) => String(url));
  beforeEach(async () => {
    files = await filesOf();
    engine = opened(files.get('search-index.js'));
  });

  it.each([
    ['its name', 'Get a pet'],
    ['its operation id', 'pets.get'],
    ['its path', '/pets/{petId}'],
    ['its method and path', 'GET /pets/{petId}'],
    ['a parameter', 'petId'],
    ['a part of a name in camel case', 'pet id'],
  ])('finds an operation first by %s', (_, query) => {
    expect(found(query)[0]).toBe('reference.html#operation/pets.get');
  });

  it('finds an operation by a field of its answer, however deep', () => {
    expect(found('area')).toContain('reference.html#operation/pets.get');
  });

  it.each([
    ['etoile', 'glossary.html#etoile'],
    ['ÉTOILES', 'glossary.html#etoile'],
    ['collectivites', 'glossary.html#collectivite'],
    ['etiole', 'glossary.html#etoile'],
    ['colle', 'glossary.html#collectivite'],
  ])('finds by "%s", whatever accents, case, ending or typing error', (query, url) => {
    expect(found(query)[0]).toBe(url);
  });

  it('finds what stands in code only, and what stands before the first heading', () => {
    expect(found('stars')).toContain('glossary.html#etoile');
    expect(found('before')).toContain('glossary.html');
  });

  it('says of what kind a thing is, and where it stands', () => {
    const [term] = engine.search('etoile');
    expect(term).toMatchObject({
      kind: 'term',
      title: 'Étoile',
      where: 'Glossary › Labels',
      text: 'The grade of a pet.',
    });
    const [operation] = engine.search('pets.get');
    expect(operation).toMatchObject({ kind: 'operation', method: 'get', usages: expect.arrayContaining(['public']) });
  });

  it('leads only to what is there', () => {
    const all = engine.search(MiniSearch.wildcard).map(({ url }) => String(url));
    expect(all.length).toBeGreaterThan(8);
    const missing = all.filter((url) => {
      const [file = '', anchor] = url.split('#');
      return anchor === undefined ? !files.has(file) : !files.get(file)?.includes(` id="${anchor}"`);
    });
    expect(missing).toEqual([]);
  });

  it('is one for each language', () => {
    expect(opened(files.get('fr/search-index.js')).documentCount).toBe(engine.documentCount);
    expect(
      opened(files.get('fr/search-index.js'))
        .search('reference')
        .map(({ title }) => title),
    ).toContain('Référence de l’API');
  });
});

it('the index of partners holds no usage that is not theirs', async () => {
  const document = structuredClone(tiny) as Document;
  const operation = document.paths?.['/pets/{petId}']?.['get'] as Record<string, unknown>;
  operation['x-usage'] = ['public', 'debug'];
  operation['x-usage-note'] = 'An internal-error is one of ours.';
  const index = (await buildTiny({ document })).get('search-index.js');
  expect(index).not.toMatch(/debug|internal(?!-error)/);
  expect(opened(index).search('internal')[0]).toMatchObject({ address: expect.stringContaining('pets.get') });
  expect((await buildTiny({ document, audience: 'internal' })).get('search-index.js')).toContain('debug');
});

it('a word is looked up without case and accents, and by its parts', () => {
  expect(termsOf('Étoile')).toEqual(['etoile']);
  expect(termsOf('Œuvre')).toEqual(['oeuvre']);
  expect(termsOf('modifieDepuis')).toEqual(['modifiedepuis', 'modifie', 'depuis']);
  expect(termsOf('EPCI')).toEqual(['epci']);
});

describe('a snippet', () => {
  const text = `${'Words that lead there. '.repeat(10)}The étoile is here. ${'Words that follow. '.repeat(20)}`.trim();
  const shown = snippet(text, new Set(['etoile']));
  it('is cut around the first match, between words', () => {
    const whole = shown.map((piece) => piece.text).join('');
    expect(whole).toMatch(/^… \S.* The étoile is here\. .*\S …$/);
    expect(whole.length).toBeLessThan(180);
  });

  it('marks the match as it is written', () => {
    expect(shown.filter(({ found }) => found)).toEqual([{ text: 'étoile', found: true }]);
  });

  it('begins with the text where nothing matches, and keeps a short one whole', () => {
    expect(snippet('Short.', new Set(['x']))).toEqual([{ text: 'Short.', found: false }]);
    expect(pieces('', new Set(['x']))).toEqual([]);
    expect(snippet(text, new Set(['x']))[0]?.text).toMatch(/^Words.* …$/);
  });
});
