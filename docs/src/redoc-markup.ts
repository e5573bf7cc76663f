/**
 * Redoc's markup of schemas, parameters and headers, made plain: hashed class names, icons and buttons go; rows get
 * headers, nested fields become `<details>`. This file alone knows what Redoc 2.5.4 renders; `redoc-markup.test.ts`
 * holds it to that, so that another version of Redoc fails there and not on the page.
 */
import * as cheerio from 'cheerio';
import type { Cheerio, CheerioAPI } from 'cheerio';
import type { AnyNode, Element } from 'domhandler';
import type { Words } from './words/index.ts';

/** Last value of an enum that stands for a list of known values to which more can come. */
export const EXTENSIBLE = '\u2026';

/** What is looked for in Redoc's markup. */
const redoc = {
  table: 'table',
  nameCell: 'td[kind]',
  name: '.property-name',
  nestedCell: 'td[colspan]',
  aboutCell: 'tr > td:not([kind]):not([colspan])',
  markdown: 'div[html]',
};

/** The few classes that say something; Prism's come in pairs (`token string`). */
const telling = new Set(['property-name', 'deprecated', 'variants', 'variants-label']);

/** What Redoc leaves behind for its scripts and styles, and this file for itself. */
const leftovers = ['html', 'style', 'type', 'kind', 'tabindex', 'data-role', 'data-field'];

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

const rename = (element: AnyNode | undefined, tag: string) => {
  if (element && 'tagName' in element) element.tagName = tag;
};

/** `[ 1 .. 100 ] characters` to `1 to 100 characters`. */
const inWords = (constraint: string, words: Words['fields']): string =>
  words.units.reduce(
    (text, [unit, translated]) => text.replace(unit, translated),
    squeeze(constraint)
      .replace(/^\[ (\S+) \.\. (\S+) \]/, words.range)
      .replace(/^>= /, words.atLeast)
      .replace(/^<= /, words.atMost)
      .replace(/^> /, words.moreThan)
      .replace(/^< /, words.lessThan)
      .replace(/^= /, words.exactly),
  );

const typeName = (text: string, { types }: Words['fields']): string =>
  types.reduce((name, [part, translated]) => name.replace(part, translated), text);

function dropClasses($: CheerioAPI) {
  for (const element of $('[class]').toArray()) {
    const classes = ($(element).attr('class') ?? '').split(/\s+/);
    const own = classes.includes('token') ? classes : classes.filter((name) => telling.has(name));
    if (own.length > 0) $(element).attr('class', own.join(' '));
    else $(element).removeAttr('class');
  }
}

/** The first line about a field: prefix, type, format, title, constraints, pattern. */
function tidyTypeLine($: CheerioAPI, line: Cheerio<Element>, words: Words['fields']) {
  line.attr('class', 'type');
  const constraintsOf = (span: Cheerio<Element>) =>
    span
      .find('span')
      .toArray()
      .filter((child) => $(child).children().length === 0)
      .map((child) => inWords($(child).text(), words))
      .join(', ');
  line.children('span').each((index, element) => {
    const span = $(element);
    const text = squeeze(span.text());
    if (text === '') span.remove();
    else if (index <= 1 && span.children().length === 0)
      span.attr('class', 'type-name').text(typeName(index === 0 ? `${text} ` : text, words));
    else if (/^<.*>$/.test(text)) span.attr('class', 'type-format').text(` (${text.slice(1, -1).trim()})`);
    else if (/^\(.*\)$/.test(text)) span.attr('class', 'type-title').text(` ${text.slice(1, -1)}`);
    else if (text === 'Recursive') span.attr('class', 'constraint').text(` ${words.recursive}`);
    else if (span.children().length > 0) {
      const each = text.startsWith('[ items') ? words.each : '';
      span.attr('class', 'constraint').text(`${each} ${constraintsOf(span)}`);
    } else span.replaceWith($('<code class="pattern"></code>').text(text));
  });
}

const unquote = (text: string): string => (/^".*"$/s.test(text) ? String(JSON.parse(text)) : text);

/** `Default:`, `Example:`, `Enum:` and the like, with their values. */
function tidyLabelLine($: CheerioAPI, line: Cheerio<Element>, words: Words['fields']) {
  const [label, ...values] = line.find('> span, > ul > li > span').toArray();
  // Response headers are text on the wire; Redoc shows them as JSON.
  const asHeader = line.closest('table').children('caption').length > 0;
  const texts = values.map((value) => (asHeader ? unquote($(value).text()) : $(value).text()));
  const extensible = texts.at(-1) === JSON.stringify(EXTENSIBLE);
  const name = squeeze($(label).text().replace(':', ''));
  line.attr('class', 'facet').empty();
  line.append(
    $('<span class="facet-label"></span>').text(extensible ? words.knownValues : (words.labels[name] ?? name)),
  );
  for (const text of extensible ? texts.slice(0, -1) : texts) {
    // Quotes around a word are JSON's; a reader needs them only to tell "" and "1" from nothing and 1.
    const shown = /^"[^"\\]*[A-Za-z][^"\\]*"$/.test(text) ? text.slice(1, -1) : text;
    line.append(' ', $('<code></code>').text(shown));
  }
  if (extensible) line.append($('<span class="facet-note"></span>').text(` ${words.andMore}`));
}

function tidyAbout($: CheerioAPI, about: Cheerio<Element>, words: Words['fields']) {
  // Several examples stand there without a line of their own.
  const loose = about.children('span, ul');
  if (loose.length > 0) loose.first().before($('<div></div>').append(loose.clone()));
  loose.remove();
  for (const element of about.children('div').toArray()) {
    const line = $(element);
    const spans = line.children('span');
    const prose = line.children(redoc.markdown);
    if (line.is(':first-child') && spans.length >= 2) tidyTypeLine($, line, words);
    else if (/:\s*$/.test(spans.first().text())) tidyLabelLine($, line, words);
    else if (squeeze(prose.text()) !== '') line.attr('class', 'about').html(prose.html() ?? '');
    else if (squeeze(line.text()) === 'Deprecated') line.attr('class', 'deprecated').text(words.deprecated);
    else if (squeeze(line.text()) === '') line.remove();
  }
  // What it means comes before which values it takes.
  const lines = about.children('div');
  const facets = lines.filter('.facet');
  about.replaceWith([...lines.not('.facet').toArray(), ...facets.toArray()]);
}

function tidyNameCell($: CheerioAPI, cell: Cheerio<Element>, words: Words['fields']) {
  const name = cell.find(redoc.name).text();
  const labels = cell.children('div').toArray();
  cell.parent('tr').attr('class', 'field').attr('data-field', name);
  const code = $('<code></code>').text(name);
  const title = cell.hasClass('deprecated') ? $('<s></s>').append(code) : code;
  rename(cell[0], 'th');
  cell.removeAttr('title').removeAttr('class').attr('scope', 'row').empty().append(title);
  for (const label of labels.map((element) => squeeze($(element).text()))) {
    cell.append(
      ' ',
      $('<span class="label"></span>')
        .toggleClass('required', label === 'required')
        .text(label === 'required' ? words.required : label),
    );
  }
}

function tidyNested($: CheerioAPI, cell: Cheerio<Element>, words: Words['fields']) {
  const row = cell.parent('tr');
  const name = row.prev('tr').attr('data-field') ?? '';
  let inner = cell.children('div');
  // An array: a label above, a bracket below, the schema of its items between.
  for (let array = inner.children('div'); array.length === 1; array = inner.children('div')) {
    const [label, items] = array.children('div').toArray();
    if (!label || !items || !/^\s*Array/.test($(label).text())) break;
    inner = $(items);
  }
  const details = $('<details class="nested"></details>').append(
    $('<summary></summary>').append(`${words.of} `, $('<code></code>').text(name)),
    inner.contents(),
  );
  if (cell.parents('details.nested').length === 0) details.attr('open', '');
  row.attr('class', 'nested-row');
  cell.attr('colspan', '2').empty().append(details);
}

/** A table is announced by its caption. Headings and summaries show the same words: the theme hides it from the eye. */
function addCaptions($: CheerioAPI, about: string) {
  for (const table of $('table:not(:has(> caption))').toArray()) {
    const nested = $(table).closest('details.nested').children('summary');
    const heading = $(table).prevAll('h4').first();
    const text = [nested, heading].map((element) => squeeze(element.text())).find((found) => found !== '') ?? about;
    $(table).prepend($('<caption></caption>').text(text));
  }
}

/**
 * Makes Redoc's markup of a schema, of parameters or of headers plain.
 *
 * @param about What the table is of, for its caption, where it stands below no heading of its own.
 * @throws Error when it holds a table in which no field name is found: Redoc's markup has changed.
 */
export function tidy(markup: string, words: Words['fields'], about = words.fields): string {
  const $ = cheerio.load(markup, null, false);
  if ($(redoc.table).length > 0 && $(`${redoc.nameCell} ${redoc.name}`).length === 0) {
    throw new Error('Redoc’s markup has changed: no field names found. Look at docs/src/redoc-markup.ts and its test.');
  }
  dropClasses($);
  $('svg').remove();
  for (const heading of $('h5').toArray()) {
    const text = squeeze($(heading).text()).toLowerCase();
    rename(heading, 'h4');
    $(heading).text(words.headings[text] ?? text.charAt(0).toUpperCase() + text.slice(1));
  }
  $('caption').text(words.headers);
  for (const cell of $(redoc.aboutCell).toArray()) tidyAbout($, $(cell as Element).children('div'), words);
  // A schema that is not an object has no table: its facts stand alone.
  for (const element of $.root().find('div:not(td div)').toArray()) {
    const line = $(element as Element);
    if (line.children('div:first-child').children('span').length >= 2 && line.find(redoc.table).length === 0)
      tidyAbout($, line, words);
  }
  for (const cell of $(redoc.nameCell).toArray()) tidyNameCell($, $(cell as Element), words);
  // From the outside in, so that an inner one knows its depth.
  for (const cell of $(redoc.nestedCell).toArray()) tidyNested($, $(cell as Element), words);
  addCaptions($, about);
  $('table').attr('class', 'fields');
  for (const name of leftovers) $(`[${name}]`).removeAttr(name);
  return $.html();
}
