import { expect, it } from 'vitest';
import { parseGuide } from '../src/guides.ts';
import { buildTiny } from './support/folder.ts';
import { tiny, tinyGuides } from './support/tiny.ts';

it('reads title, description and order, with or without quotes', () => {
  const guide = parseGuide('first', tinyGuides['first.md']);
  expect(guide).toMatchObject({ title: 'First', description: 'One: how to start.', order: 1, audience: 'public' });
});

it.each([
  ['no front matter', '# Title\n'],
  ['no order', '---\ntitle: A\ndescription: B\n---\n'],
  ['an order that is no number', '---\ntitle: A\ndescription: B\norder: first\n---\n'],
])('%s: says what a guide must start with', (_, source) => {
  expect(() => parseGuide('broken', source)).toThrow('The guide broken.md must start with');
});

it('an anchor of a heading can be given, with those it had before', async () => {
  const guides = { ...tinyGuides, 'first.md': `${tinyGuides['first.md']}\n## Le \`jeton\` {#token #jeton}\n` };
  const page = (await buildTiny({ guides })).get('first.html');
  expect(page).toContain(
    '<a id="jeton"></a><h2 id="token"><a class="anchor" href="#token">Le <code>jeton</code></a></h2>',
  );
});

it('an unknown group: says which there are', () => {
  const source = '---\ntitle: A\ndescription: B\norder: 1\ngroup: other\n---\n';
  expect(() => parseGuide('odd', source)).toThrow('use start, access, use, journeys, more');
});

it('links to operations and to other guides by file, relative', async () => {
  const files = await buildTiny();
  expect(files.get('errors.html')).toContain('<a href="reference.html#operation/pets.get">there</a>');
  expect(files.get('errors.html')).toContain('<a href="first.html#part">first</a>');
});

it('an operation that the edition does not have: fails and names guide and operation', async () => {
  const guides = { ...tinyGuides, 'first.md': tinyGuides['first.md'] + '[x](operation:pets.debug)\n' };
  await expect(buildTiny({ guides })).rejects.toThrow('first.md links to the operation pets.debug');
});

it('a guide that is not there: fails and names it', async () => {
  const guides = { ...tinyGuides, 'first.md': tinyGuides['first.md'] + '[x](gone.md)\n' };
  await expect(buildTiny({ guides })).rejects.toThrow('first.md links to gone.md');
});

it('keeps guides for the platform’s own staff out of the public edition', async () => {
  const [open, own] = [await buildTiny(), await buildTiny({ audience: 'internal' })];
  expect(open.has('secret.html')).toBe(false);
  expect([...open.values()].join('')).not.toContain('For us');
  expect(own.get('secret.html')).toContain('Hush.');
});

it('shows the contract’s facts below the heading of a problem type', async () => {
  const page = (await buildTiny()).get('errors.html');
  expect(page).toContain('id="not-found"');
  expect(page).toMatch(/<strong>404<\/strong> Not found <code>[^<]+\/not-found<\/code>/);
});

it('a problem type without a heading: fails and names it', async () => {
  const guides = { ...tinyGuides, 'errors.md': tinyGuides['errors.md'].replace('### `gone`', '### `other`') };
  await expect(buildTiny({ guides })).rejects.toThrow(/errors\.md and its translations: ### `gone`/);
});

it('reads a guide that an editor saved with the line ends of Windows', () => {
  const { title, body } = parseGuide('first', tinyGuides['first.md'].replaceAll('\n', '\r\n'));
  expect(title).toBe('First');
  expect(body).not.toContain('\r');
});

it('front matter that is no YAML: says in which guide', () => {
  expect(() => parseGuide('odd', '---\ntitle: Errors: all\n---\n')).toThrow('The front matter of the guide odd.md');
});

it.each(['errors.md#nowhere', 'gone.html', '#gone', 'reference.html#operation/gone'])(
  'a link to %s, where nothing is: fails and names the page',
  async (href) => {
    const guides = { ...tinyGuides, 'first.md': `${tinyGuides['first.md']}[x](${href})\n` };
    const message = await buildTiny({ guides }).catch(({ message: text }: Error) => text);
    expect(message).toContain(`${href.replace('.md', '.html')} on first.html (en)`);
  },
);

it('what a guide links to in vain is said without asking to report it to others', async () => {
  const guides = { ...tinyGuides, 'first.md': `${tinyGuides['first.md']}[x](gone.md)\n` };
  await expect(buildTiny({ guides })).rejects.toThrow(/is not there\.$/);
});

it.each(['index.md', 'reference.md'])('a guide %s would take the place of a page: fails and says so', async (name) => {
  const guides = { ...tinyGuides, [name]: tinyGuides['first.md'] };
  await expect(buildTiny({ guides })).rejects.toThrow(`would be called ${name.replace('.md', '.html')}`);
});

it('operations whose pages would have one name: fails and says so', async () => {
  const get = (operationId: string) => ({ get: { operationId, responses: { '204': { description: 'Fine.' } } } });
  const document = { ...tiny, paths: { '/a': get('a b'), '/b': get('a-b') } };
  await expect(buildTiny({ document, guides: {} })).rejects.toThrow('would be called reference/a-b.md');
});
