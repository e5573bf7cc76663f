import { describe, expect, it } from 'vitest';
import { identity } from '../../guichet.config.ts';
import type { Document, Schema } from '../src/openapi.ts';
import { readCatalogue, translateDocument } from '../src/translation/catalogue.ts';
import { textsOf } from '../src/translation/texts.ts';
import { readDocument } from '../src/redoc.ts';
import { catalogueOf, entry, fileOf } from './support/catalogue.ts';
import { languages } from '../src/words/index.ts';
import { tiny } from './support/tiny.ts';

const placesOf = (document: Document): string[] => textsOf(document).map(({ place }) => place);

/** Every string of a document, with where it stands. */
function stringsOf(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => stringsOf(value, `${path}/${key}`));
}

describe('which strings are texts', () => {
  it('finds texts of every kind, in the order of the document, and says where they stand', () => {
    expect(placesOf(tiny)).toEqual([
      'info/title',
      'info/summary',
      'info/description',
      'tags/Pets/name',
      'tags/Pets/description',
      'tags/Unused/name',
      'tags/Unused/description',
      'paths/pets/{petId}/get/summary',
      'paths/pets/{petId}/get/description',
      'paths/pets/{petId}/get/x-usage-note',
      'paths/pets/{petId}/get/parameters/kind/examples/one/summary',
      'paths/pets/{petId}/get/responses/200/description',
      'paths/pets/{petId}/get/responses/200/headers/X-Rate/description',
      'paths/pets/{petId}/get/responses/200/content/application/json/examples/cat/summary',
      'paths/pets/{petId}/get/responses/200/content/application/json/examples/dog/summary',
      'paths/pets/post/summary',
      'paths/pets/post/responses/204/description',
      'components/securitySchemes/oauth2/description',
      'components/securitySchemes/oauth2/flows/clientCredentials/scopes/pets.read',
      'components/responses/NotFound/description',
      'components/schemas/Kind/description',
      'components/schemas/Pet/properties/name/description',
      'components/schemas/Pet/properties/food/oneOf/Dry/title',
      'components/schemas/Pet/properties/food/oneOf/Wet/title',
      'components/schemas/Pet/properties/owner/oneOf/Owner/title',
    ]);
  });

  it('finds those that the small contract has none of', () => {
    const document: Document = {
      openapi: '3.1.1',
      info: { title: 'T', version: '1' },
      servers: [{ url: '/v1', description: 'd1' }],
      tags: [{ name: 'A', 'x-displayName': 'd2' }],
      'x-tagGroups': [{ name: 'd3', tags: ['A'] }],
      externalDocs: { url: 'u', description: 'd4' },
      webhooks: { hook: { post: { operationId: 'h', requestBody: { description: 'd5', content: {} } } } },
      components: {
        callbacks: { call: { '{$request.body#/url}': { put: { summary: 'd6' } } } },
        schemas: {
          S: {
            type: 'object',
            additionalProperties: { description: 'd7' },
            patternProperties: { '^x': { description: 'd8' } },
            items: { allOf: [{ description: 'd9' }] },
          },
        },
      },
    } as Document;
    expect(textsOf(document).map(({ value }) => value)).toEqual([
      'T',
      ...Array.from({ length: 9 }, (_, index) => `d${index + 1}`),
    ]);
  });

  it('takes no value of an example, default, enum or name for a text', () => {
    const data = { title: 'Not found', description: 'data', summary: 'data' };
    const schema: Schema = { default: data, example: data, examples: [data], const: data, enum: [data] };
    const document: Document = {
      openapi: '3.1.1',
      info: { title: '', version: '1' },
      paths: { '/x': { get: { parameters: [{ name: 'title', in: 'query', schema, example: data }] } } },
      components: { examples: { one: { value: data } }, schemas: { title: schema } },
    };
    expect(textsOf(document)).toEqual([]);
  });

  it('tells Markdown from lines', () => {
    const isMarkdown = Object.fromEntries(textsOf(tiny).map(({ place, markdown }) => [place, markdown]));
    expect(isMarkdown).toMatchObject({
      'info/summary': false,
      'info/description': true,
      'paths/pets/{petId}/get/x-usage-note': true,
      'components/securitySchemes/oauth2/flows/clientCredentials/scopes/pets.read': false,
    });
  });
});

describe('reading a catalogue', () => {
  it('finds a text whatever YAML made of its line breaks', async () => {
    const catalogue = await catalogueOf(entry('One line\nand another.', 'Deux lignes.'));
    expect(catalogue.translate('One line and\nanother.\n')).toBe('Deux lignes.');
    expect(catalogue.translate('One line.')).toBeUndefined();
  });

  it('gives nothing for a text that is empty or fuzzy', async () => {
    const catalogue = await catalogueOf(entry('a', ''), entry('b', 'B', 'fuzzy'), entry('c', 'C', 'no-wrap'));
    expect(['a', 'b', 'c'].map(catalogue.translate)).toEqual([undefined, undefined, 'C']);
  });

  it('finds and gives texts under the identity of the kit', async () => {
    const catalogue = await catalogueOf(entry('Set GUICHET_X for Guichet', 'Définissez GUICHET_X pour Guichet'));
    expect(catalogue.translate(`Set ${identity.envPrefix}X for ${identity.title}`)).toBe(
      `Définissez ${identity.envPrefix}X pour ${identity.title}`,
    );
  });

  it.each([
    // Where the string should have ended is the line before.
    ['a line break in a string', `${entry('a', 'b')}\nmsgid "c\nmsgstr "d"\n`, 8, 'End-of-line within string'],
    ['an unknown key', `${entry('a', 'b')}\nmsgidd "c"\n`, 7, 'Invalid key name'],
    ['a text twice', entry('a', 'b') + entry('a', 'c'), 7, 'is already on line 4'],
    ['a context', '\nmsgctxt "x"\nmsgid "a"\nmsgstr "b"\n', 5, 'msgctxt is not read'],
    ['a plural', '\nmsgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\n', 4, 'msgid_plural is not read'],
  ])('%s: names file and line', async (_, text, line, message) => {
    const file = await fileOf(text);
    expect(() => readCatalogue(file)).toThrow(`${file}:${line}: `);
    expect(() => readCatalogue(file)).toThrow(message);
  });

  it('a file that is missing: says which command writes it', () => {
    expect(() => readCatalogue('/nowhere/fr.po')).toThrow('/nowhere/fr.po is missing. Run `npm run translations`');
  });
});

describe('translating a document', () => {
  it('changes texts alone, and leaves the document it was given as it is', async () => {
    const before = structuredClone(tiny);
    const catalogue = { translate: (text: string) => `« ${text} »` };
    const { document, untranslated } = translateDocument(tiny, catalogue);
    expect(tiny).toEqual(before);
    expect(untranslated).toEqual([]);
    const texts = textsOf(tiny);
    const changed = new Map(stringsOf(document));
    const same = stringsOf(tiny).filter(([path, value]) => changed.get(path) === value);
    // The names of both tags stay beside what readers see of them.
    expect(stringsOf(tiny).length - same.length).toBe(texts.length - 2);
    const sorted = (list: typeof texts) => list.map(({ value }) => value).toSorted();
    expect(sorted(textsOf(document))).toEqual(sorted(texts).map((value) => `« ${value} »`));
  });

  it('keeps the name of a tag, which operations refer to, and its anchor', async () => {
    const { document } = translateDocument(tiny, await catalogueOf(entry('Pets', 'Animaux')));
    expect(document.tags?.[0]).toMatchObject({ name: 'Pets', 'x-displayName': 'Animaux' });
    expect(document.tags?.[1]).not.toHaveProperty('x-displayName');
    const [english, french] = await Promise.all([
      readDocument(tiny, languages.en),
      readDocument(document, languages.fr),
    ]);
    expect(french.sections[0]).toMatchObject({ id: english.sections[0]?.id, title: 'Animaux' });
  });

  it('says what stays in English, and marks the Markdown of it alone', async () => {
    const catalogue = await catalogueOf(entry('A token.', 'Un jeton.'), entry('Get a pet', ''));
    const wrap = (text: string) => `<div lang="en">\n\n${text}\n\n</div>`;
    const { document, untranslated } = translateDocument(tiny, catalogue, { wrap });
    expect(document.components?.securitySchemes?.['oauth2']).toHaveProperty('description', 'Un jeton.');
    expect(document.info.description).toBe(wrap('Hello **reader**.'));
    expect(document.info.summary).toBe('Everything once.');
    expect(document.paths?.['/pets/{petId}']?.['get']).toMatchObject({
      summary: 'Get a pet',
      'x-usage-note': wrap('Ask before you call it every second.'),
    });
    expect(untranslated).toContain('Get a pet');
    expect(untranslated).not.toContain('A token.');
  });

  it('does not take its own words for English where two places share an object', () => {
    const scopes = { read: 'Read.' };
    const flows = { one: { scopes }, two: { scopes } };
    const securitySchemes = { oauth2: { type: 'oauth2', flows } };
    const given: Document = { openapi: '3.1.1', info: { title: '', version: '1' }, components: { securitySchemes } };
    const { untranslated } = translateDocument(given, {
      translate: (text) => (text === 'Read.' ? 'Lire.' : undefined),
    });
    expect(untranslated).toEqual([]);
  });
});
