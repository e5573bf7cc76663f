import { describe, expect, it } from 'vitest';
import { readGuides } from '../src/guides.ts';
import { readGlossary } from '../src/glossary.ts';
import { raw } from '../src/html.ts';
import { buildTiny } from './support/folder.ts';
import { tinyGuides } from './support/tiny.ts';

const english = `Words.

### Collectivité {#collectivite}

[fr]: # 'collectivité, collectivite'

An authority. See [EPCI](#epci).

### EPCI {#epci}

[fr]: # 'EPCI'

Several.

### Access token {#token}

[also]: # 'token'
[not]: # 'token ring'

A text.

### Page {#page}

[unlinked]: # 'an ordinary word'

A part.

### Owner of a key {#owner #holder}

A person.
`;
const french = `### Jeton d’accès {#token}

[also]: # 'jetons d’accès, jeton'

### Étoile {#etoile}

### Portée (_scope_) {#scope}

[also]: # 'portée'
[en]: # 'scope'
`;

const glossaryOf = (body: string, language: string) => {
  const glossary = readGlossary([{ slug: 'glossary', language, body }], language);
  if (!glossary) throw new Error('no glossary');
  return glossary;
};
const en = glossaryOf(english, 'en');
const fr = glossaryOf(french, 'fr');
const link = (markup: string, glossary = en) => glossary.link(raw(markup)).markup;

describe('the first mention of a term', () => {
  it('leads to its entry, and the next ones are left alone', () => {
    expect(link('<p>An access token &amp; a token, an access token.</p>')).toBe(
      '<p>An <a class="term" href="glossary.html#token">access token</a> &amp; a token, an access token.</p>',
    );
  });

  it('says its language where that is another one than the page’s', () => {
    expect(link('<p>One EPCI.</p>')).toBe('<p>One <a class="term" href="glossary.html#epci" lang="fr">EPCI</a>.</p>');
    expect(link('<p>Une portée (<em>scope</em>).</p>', fr)).toContain(
      'href="glossary.html#scope">portée</a> (<em>scope',
    );
    expect(link('<p>Un <em>scope</em>.</p>', fr)).toContain(
      '<em><a class="term" href="glossary.html#scope" lang="en">',
    );
  });

  it.each([
    ['<p>collectivites</p>', 'collectivites'],
    ['<p>Collectivité, collectivité</p>', 'Collectivité'],
    ['<p>the owner of a key’s hat</p>', 'owner of a key'],
    ['<p>access\n token</p>', 'access\n token'],
  ])('is found in the plural, at the beginning of a sentence and over a line: %s', (markup, word) => {
    expect(link(markup)).toContain(`>${word}</a>`);
  });

  it.each([
    ['<p>Étoile</p>', 'Étoile'],
    ['<p>l’étoile</p>', 'étoile'],
    ['<p>trois étoiles&nbsp;!</p>', 'étoiles'],
    ["<p>un jeton d'accès</p>", "jeton d'accès"],
    ['<p>le jeton d’un autre</p>', 'jeton'],
  ])('is found with accents and apostrophes: %s', (markup, word) => {
    expect(link(markup, fr)).toContain(`>${word}</a>`);
  });

  it.each([
    'tokenizer',
    'Token rings',
    'mytoken',
    'token_endpoint',
    'X-Token-token',
    'étoken',
    'tokené',
    'epci',
    'Page',
    '<code>token</code>',
    '<a href="x">token</a>',
    '<pre><code>token</code></pre>',
    '<span lang="fr">token</span>',
  ])('is no part of a word, no code, no link, no ordinary word, no other language: %s', (inner) => {
    expect(link(`<div>${inner}</div>`)).toBe(`<div>${inner}</div>`);
  });

  it('is not in a heading', () => {
    expect(link('<h2 id="a">Token</h2><p>A token.</p>')).toBe(
      '<h2 id="a">Token</h2><p>A <a class="term" href="glossary.html#token">token</a>.</p>',
    );
  });

  it('keeps what stands around it', () => {
    expect(link('<p>1 &lt; 2, a token &amp; <b>more</b></p>')).toContain('<p>1 &lt; 2, a <a');
    expect(link('<p>a token &lt;b&gt;</p>')).toContain('</a> &lt;b&gt;</p>');
    expect(link('<p>&lt;b&gt; a token</p>')).toContain('<p>&lt;b&gt; a <a');
  });
});

it('a remark that is not known: says which there are', () => {
  expect(() => glossaryOf("### Word {#word}\n\n[alias]: # 'x'\n", 'en')).toThrow(
    'Use also, not, unlinked, or a language',
  );
});

it('there is none without the guide, or where it is not translated', () => {
  expect(readGlossary([{ slug: 'other', language: 'en', body: english }], 'en')).toBeUndefined();
  expect(readGlossary([{ slug: 'glossary', language: 'en', body: english }], 'fr')).toBeUndefined();
});

it('says on its own page which headings are in another language', () => {
  const content = raw('<h3 id="epci"><a>EPCI</a></h3><h3 id="token">x</h3><p>A token.</p>');
  const marked = '<h3 id="epci" lang="fr"><a>EPCI</a></h3><h3 id="token">x</h3><p>A token.</p>';
  expect(en.linkGuide({ slug: 'glossary' }, content).markup).toBe(marked);
  expect(en.linkGuide({ slug: 'other' }, content).markup).toContain('>token</a>.');
});

it('English and French explain the same words, in the same order', async () => {
  const anchors = async (language: 'en' | 'fr') => {
    const guide = (await readGuides('public', language)).find(({ slug }) => slug === 'glossary');
    return [...(guide?.body ?? '').matchAll(/^###? .*\{#([\w-]+)/gm)].map(([, anchor]) => anchor);
  };
  const words = await anchors('en');
  expect(words.length).toBeGreaterThan(30);
  expect(await anchors('fr')).toEqual(words);
});

describe('in the docs', () => {
  const build = () =>
    buildTiny({
      guides: {
        ...tinyGuides,
        'glossary.md':
          "---\ntitle: Glossary\ndescription: Words.\norder: 9\n---\n\n### Pet {#pet}\n\nAn animal.\n\n### Part {#part}\n\n[fr]: # 'Part'\n\nA piece.\n",
        'fr/glossary.md': '---\ntitle: Glossaire\ndescription: Mots.\norder: 9\n---\n\n### Animal {#pet}\n\nUn être.\n',
        'fr/first.md': '---\ntitle: Premier\ndescription: Un.\norder: 1\n---\n\n## Part {#part}\n\nUn animal.\n',
      },
    });

  it('words of guides and of operations lead to the glossary of the language', async () => {
    const files = await build();
    expect(files.get('reference.html')).toContain('<p>One <a class="term" href="glossary.html#pet">pet</a>.</p>');
    expect(files.get('fr/first.html')).toContain('Un <a class="term" href="glossary.html#pet">animal</a>.');
    expect(files.get('glossary.html')).toContain('<h3 id="part" lang="fr">');
  });

  it('what is not translated is left as it is', async () => {
    const files = await build();
    expect(files.get('fr/reference.html')).toContain('One pet.');
    expect(files.get('fr/errors.html')).not.toContain('class="term"');
  });
});
