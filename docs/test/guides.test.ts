import { expect, it } from 'vitest';
import { parseGuide } from '../src/guides.ts';
import { buildTiny } from './support/folder.ts';
import { tinyGuides } from './support/tiny.ts';

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
  await expect(buildTiny({ guides })).rejects.toThrow(/errors\.md: ### `gone`/);
});
