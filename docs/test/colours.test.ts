import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cheerio from 'cheerio';
import { describe, expect, it } from 'vitest';
import { files } from '../../scripts/lib/stamp.ts';
import { coloured } from '../src/colours.ts';

const letters = { key: 'k', string: 's', number: 'n', word: 'w', comment: 'c' };

/** Texts of a kind, in order. */
function marked(source: string, language: string, kind: keyof typeof letters): string[] {
  const $ = cheerio.load(`<code>${coloured(source, language)}</code>`);
  return $(`i.${letters[kind]}`)
    .toArray()
    .map((element) => $(element).text());
}

describe('colours', () => {
  it.each(['ts', 'TypeScript', 'js'])('%s: keywords, strings and comments, not every name', (language) => {
    const source = `import { get } from 'sdk';\nconst page: Page = await get({ limit: 20 }); // first`;
    expect(marked(source, language, 'word')).toEqual(['import', 'from', 'const', 'await']);
    expect(marked(source, language, 'string')).toEqual(["'sdk'"]);
    expect(marked(source, language, 'comment')).toEqual(['// first']);
    expect(marked(source, language, 'key')).toEqual([]);
  });

  it.each(['sh', 'shell', 'bash', 'console'])(
    '%s: the command, and the variables that the reader fills in',
    (language) => {
      const source = `curl -X POST "$BASE/\${PART}_x" -H 'A: b' # all\nX=$(date)`;
      expect(marked(source, language, 'word')).toEqual(['curl', 'date']);
      expect(marked(source, language, 'number')).toEqual(['$BASE', '${PART}']);
      expect(marked(source, language, 'comment')).toEqual(['# all']);
    },
  );

  it('JSON: keys, and values by their type', () => {
    const source = '{"a": [1, true, null, "x"]}';
    expect(marked(source, 'json', 'key')).toEqual(['"a"']);
    expect(marked(source, 'json', 'string')).toEqual(['"x"']);
    expect(marked(source, 'json', 'number')).toEqual(['1']);
  });

  it('no language: no colours', () => {
    expect(coloured('if (a < b) return "c";', '')).toBe('if (a &lt; b) return "c";');
  });

  it('change no character of a sample, and use no class that the theme does not colour', () => {
    const theme = readFileSync(join(import.meta.dirname, '../theme/code.css'), 'utf8');
    const samples = files(['spec/**/samples/*']);
    expect(samples.length).toBeGreaterThan(30);
    for (const file of samples) {
      const source = readFileSync(file, 'utf8');
      const markup = coloured(source, file.split('.').at(-1)!);
      expect(markup.split('<i ').length, file).toBe(markup.split('</i>').length);
      const $ = cheerio.load(`<code>${markup}</code>`);
      expect($('code').text(), file).toBe(source);
      const classes = $('code *')
        .toArray()
        .map((element) => $(element).attr('class') ?? '');
      expect(
        classes.filter((name) => !theme.includes(`.code .${name} {`)),
        file,
      ).toEqual([]);
    }
  });
});
