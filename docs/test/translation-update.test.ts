import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../src/translation/catalogue.ts';
import { judgeCatalogue } from '../src/translation/judge.ts';
import { emptyTable, sourcesOf, updateCatalogue } from '../src/translation/update.ts';
import { catalogueOf, entry, header } from './support/catalogue.ts';
import { scratch, write } from './support/folder.ts';
import { tiny } from './support/tiny.ts';

describe('bringing a catalogue up to date', () => {
  const sources = sourcesOf([['reference', tiny]]);
  const small = (...texts: string[]) =>
    sourcesOf([
      [
        'x',
        {
          openapi: '3.1.1',
          info: { title: '', version: '1' },
          servers: texts.map((d) => ({ url: d, description: d })),
        },
      ],
    ]);

  it('has every text once, in the order of the contract, with all its places', async () => {
    const text = updateCatalogue(emptyTable('fr'), sources);
    const catalogue = await catalogueOf(text.slice(text.indexOf('\n\n') + 1));
    expect([...catalogue.entries.keys()]).toEqual([...sources.keys()]);
    const cat = /((?:^#: .*\n)+)msgid "A cat"/m.exec(text)?.[1]?.trim().split('\n');
    expect(cat).toEqual([
      '#: reference/paths/pets/{petId}/get/parameters/kind/examples/one/summary',
      '#: reference/paths/pets/{petId}/get/responses/200/content/application/json/examples/cat/summary',
    ]);
    expect(text).not.toMatch(/^#: .* /m);
  });

  it('changes nothing the second time', async () => {
    const folder = await scratch();
    const file = join(folder, 'fr.po');
    await write(folder, { 'fr.po': updateCatalogue(emptyTable('fr'), sources) });
    const once = updateCatalogue(readCatalogue(file).table, sources);
    expect(once).toBe(await readFile(file, 'utf8'));
  });

  it('keeps translations, flags and remarks, also of a text that YAML folds otherwise now', async () => {
    const { table } = await catalogueOf(`\n# Ask Ann.${entry('A b', 'C', 'fuzzy')}`);
    const text = updateCatalogue(table, small('A\nb\n', 'New'));
    expect(text).toContain('# Ask Ann.\n#: x/servers/A_b_/description\n#, fuzzy\nmsgid "A b"\nmsgstr "C"\n');
    expect(text).toContain('msgid "New"\nmsgstr ""\n');
  });

  it('keeps what stands above the first text', async () => {
    const folder = await scratch();
    await write(folder, { 'fr.po': `# By Ann.\n${header.trimEnd()}\n"Last-Translator: Ann\\n"\n` });
    const text = updateCatalogue(readCatalogue(join(folder, 'fr.po')).table, small('a'));
    expect(text).toMatch(/^# By Ann\.\nmsgid ""\nmsgstr ""\n(?:".*"\n)*"Last-Translator: Ann\\n"\n/);
  });

  it('puts a text aside that is gone, and takes it back when it returns', async () => {
    const { table } = await catalogueOf(entry('a', 'A'), entry('never translated', ''));
    const without = updateCatalogue(table, small('b'));
    expect(without).toContain('#~ msgid "a"\n#~ msgstr "A"\n');
    expect(without).not.toContain('never translated');
    const again = await catalogueOf(without.slice(without.indexOf('\n\n') + 1));
    expect(again.translate('a')).toBeUndefined();
    const back = updateCatalogue(again.table, small('a', 'b'));
    expect(back).toContain('\nmsgid "a"\nmsgstr "A"\n');
    expect(back).not.toContain('#~');
  });
});

describe('judging a catalogue', () => {
  const sources = sourcesOf([
    ['reference', { openapi: '3.1.1', info: { title: 'One', summary: 'Two', version: '1' } }],
  ]);

  it('lists texts without a translation by their place, and those that are gone by their line', async () => {
    const catalogue = await catalogueOf(entry('One', 'Un', 'fuzzy'), entry('Old', 'Vieux'));
    const { missing, stale } = judgeCatalogue(catalogue, sources);
    expect(missing).toEqual(['reference/info/title: One', 'reference/info/summary: Two']);
    expect(stale).toEqual(['line 8: Old']);
  });

  it('finds nothing where all is well', async () => {
    const catalogue = await catalogueOf(entry('One', 'Un'), entry('Two', 'Deux'));
    expect(judgeCatalogue(catalogue, sources)).toEqual({ missing: [], stale: [], broken: [] });
  });

  it.each([
    ['code lost', 'Send `page` and `limit`.', 'Envoyez `page`.', 'lacks `limit`'],
    ['code translated', 'Send `page`.', 'Envoyez `la page`.', 'has `la page`'],
    ['a block of code changed', 'So:\n\n```sh\ncurl\n```', 'Ainsi :\n\n```sh\ncurle\n```', 'lacks ```sh'],
    ['the target of a link', '[here](errors.md#gone)', '[ici](erreurs.md#gone)', 'lacks errors.md#gone'],
    ['an address', 'See <https://a.example>.', 'Voir a.example.', 'lacks https://a.example'],
    ['a placeholder', 'Hello {name}', 'Bonjour {nom}', 'lacks {name}'],
    ['a variable', 'Set $TOKEN', 'Définissez TOKEN', 'lacks $TOKEN'],
    ['markup', 'a<br>b', 'a b', 'lacks <br>'],
  ])('%s: is broken', async (_, english, french, fault) => {
    const { broken } = judgeCatalogue(await catalogueOf(entry(english, french)), new Map());
    expect(broken.join('\n')).toContain(`line 4 ${fault}`);
  });

  it('lets a translation put its code in another order, or say it twice', async () => {
    const catalogue = await catalogueOf(entry('`a` and `b`', '`b`, `a`, puis `b`'));
    expect(judgeCatalogue(catalogue, new Map()).broken).toEqual([]);
  });
});
