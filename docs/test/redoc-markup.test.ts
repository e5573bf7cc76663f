import * as cheerio from 'cheerio';
import { beforeAll, expect, it } from 'vitest';
import { tidy } from '../src/redoc-markup.ts';
import { type Reader, readDocument } from '../src/redoc.ts';
import { languages } from '../src/words/index.ts';
import { tiny } from './support/tiny.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await readDocument(tiny, languages.en);
});

const operation = (index: number) => reader.sections[0]!.operations[index]!;

it('golden: Redoc 2.5.4 renders a schema as this builder expects', async () => {
  const pretty = reader
    .namedSchema('Pet')
    .markup.replace(/(<\/?(?:tr|td|th|div|table|tbody|details|summary|p)[ >])/g, '\n$1');
  await expect(pretty.trim() + '\n').toMatchFileSnapshot('golden/schema.html');
});

it('golden: Redoc 2.5.4 renders parameters and headers as this builder expects', async () => {
  const headers = reader.headers(operation(0).responses[0]!).markup;
  const markup = `${reader.parameters(operation(0)).markup}\n${headers}`;
  await expect(
    markup.replace(/(<\/?(?:tr|td|th|div|table|tbody|caption)[ >])/g, '\n$1').trim() + '\n',
  ).toMatchFileSnapshot('golden/parameters.html');
});

it('leaves no hashed class, style, button, icon or stray attribute', () => {
  const markup = reader.namedSchema('Pet').markup + reader.parameters(operation(0)).markup;
  const $ = cheerio.load(markup);
  expect($('[style], [html], [kind], [type], button, svg').length).toBe(0);
  const classes = new Set(
    $('[class]')
      .toArray()
      .flatMap((element) => ($(element).attr('class') ?? '').split(' ')),
  );
  const known =
    /^(fields?|label|required|type(-\w+)?|constraint|pattern|facet(-\w+)?|about|nested(-row)?|variants(-label)?|deprecated)$/;
  expect([...classes].filter((name) => !known.test(name))).toEqual([]);
});

it('shows nested fields, every variant and a long pattern, which Redoc hides behind clicks', () => {
  const text = cheerio.load(reader.namedSchema('Pet').markup).text();
  for (const shown of ['area', 'grams', 'tins', 'nom', '[0-9A-Za-z]{43}[0-9A-Za-z]{6}$']) expect(text).toContain(shown);
});

it('tells an open list of values from a closed one', () => {
  const text = cheerio.load(reader.namedSchema('Pet').markup).text();
  expect(text).toContain('Known values cat dog and more to come');
  expect(text).toContain('One of small big');
});

it('stops at a schema that refers to itself', () => {
  expect(cheerio.load(reader.namedSchema('Pet').markup)('tr:has(> th code:contains("parent")) .type').text()).toContain(
    'as above',
  );
});

it('fails with the place to look at when Redoc’s markup has changed', () => {
  expect(() => tidy('<table><tr><td class="new">name</td></tr></table>', languages.en.fields)).toThrow(
    /redoc-markup\.ts/,
  );
});
