import { describe, expect, it } from 'vitest';
import type { Document, PathItem } from '../src/openapi.ts';
import { outputsOf, tinySite } from './support/site.ts';
import { tiny, tinyGuides } from './support/tiny.ts';

const files = async (...options: Parameters<typeof tinySite>) => outputsOf(await tinySite(...options));

const withGet = (extra: object): Document => {
  const item = tiny.paths!['/pets/{petId}']!;
  return { ...tiny, paths: { '/pets/{petId}': { get: { ...(item['get'] as object), ...extra } } satisfies PathItem } };
};

describe('the page of an operation', () => {
  it('says all that the contract says, in order', async () => {
    const pages = await files();
    await expect(pages.get('reference/pets.get.md')).toMatchFileSnapshot('golden/pets.get.md');
    await expect(pages.get('reference/pets.create.md')).toMatchFileSnapshot('golden/pets.create.md');
  });

  it('names the type, the bounds, the values and the default of a field', async () => {
    const page = (await files()).get('reference/pets.get.md');
    expect(page).toContain('- **name** `string`, required: Its *name*. 1 to 20 characters. Default `Rex`.');
    expect(page).toContain('- **born** `string (date) | null`: Deprecated.');
    expect(page).toContain('- **size** `string`: One of `small`, `big`.');
    expect(page).toContain('- **kinds** `string[]`: At most 3 items. Each: known values: `cat`, `dog`; more can come.');
    expect(page).toContain('    - **area** `number`');
    expect(page).toContain('- **any other key** `string`');
  });

  it('shows each alternative of a field', async () => {
    const page = (await files()).get('reference/pets.get.md');
    expect(page).toMatch(
      /\*\*food\*\* `object`\n\s+- One of these:\n\s+- Dry\n\s+- \*\*grams\*\*.*\n\s+- Wet\n\s+- \*\*tins/,
    );
    expect(page).toMatch(/\*\*owner\*\* `object \| null`\n\s+- \*\*nom\*\*/);
  });

  it('ends where a schema contains itself', async () => {
    const page = (await files()).get('reference/pets.get.md');
    expect(page).toMatch(/- \*\*parent\*\* `object`\n\s+- The same fields as above\./);
  });

  it('leaves a field out of the direction that does not have it', async () => {
    const pages = await files();
    expect(pages.get('reference/pets.create.md')).not.toContain('- **id**');
    expect(pages.get('reference/pets.get.md')).toContain('- **id**');
  });

  it('links each error to the guide that explains it, and leaves one alone that none explains', async () => {
    expect((await files()).get('reference/pets.get.md')).toContain('[not-found](../errors.md#not-found)');
    expect((await files({ guides: {} })).get('reference/pets.get.md')).toMatch(/\| 404 .* `not-found` \|/);
  });

  it('puts the parts of allOf together, also where they declare the same field', async () => {
    const schema = {
      allOf: [
        { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'array' } } },
        { required: ['b'], properties: { b: { items: { type: 'integer' } } } },
      ],
    };
    const content = { 'application/json': { schema } };
    const document = withGet({ responses: { '200': { description: 'Both.', content } } });
    const page = (await files({ document })).get('reference/pets.get.md');
    expect(page).toContain('- **a** `string`, required\n- **b** `integer[]`, required');
  });

  it('keeps a table whole where a description has a bar or several lines', async () => {
    const parameters = [{ name: 'q', in: 'query', description: 'a | b\n\nc', schema: { type: ['string', 'null'] } }];
    const page = (await files({ document: withGet({ parameters }) })).get('reference/pets.get.md');
    expect(page).toContain('| `q` | query | `string \\| null` | a \\| b c. |');
  });

  it('carries the samples of the contract, whatever fences are in them', async () => {
    const samples = [{ lang: 'TypeScript', label: 'TypeScript', source: 'const a = `\n```\n`;\n' }];
    const page = (await files({ document: withGet({ 'x-codeSamples': samples }) })).get('reference/pets.get.md');
    expect(page).toContain('TypeScript:\n\n````typescript\nconst a = `\n```\n`;\n````\n');
  });

  it('says no word for the usages of the platform’s own staff to partners', async () => {
    const document = withGet({ 'x-usage': ['public', 'internal'] });
    expect((await files({ document })).get('reference/pets.get.md')).not.toContain('internal');
    expect((await files({ document, audience: 'internal' })).get('reference/pets.get.md')).toContain('`internal`');
  });

  it('speaks French where the site does', async () => {
    const page = outputsOf(await tinySite({ language: 'fr' })).get('reference/pets.get.md');
    expect(page).toContain('## Autorisation');
    expect(page).toContain('**name** `string`, obligatoire\u00a0: Its *name*. De 1 à 20 caractères.');
  });
});

describe('the page of a guide', () => {
  const guide = async (body: string) =>
    (await files({ guides: { ...tinyGuides, 'first.md': tinyGuides['first.md'] + body } })).get('first.md');

  it('starts with title and description', async () => {
    expect(await guide('')).toMatch(/^# First\n\nOne: how to start\.\n\n## Part\n/);
  });

  it('links to the Markdown of operations and pages, and leaves code and other sites alone', async () => {
    const page = await guide(
      '\n[op](operation:pets.get) [e](errors.md#gone) [c](changelog.html#v1) [x](https://x.example/a.html) [r][1]\n\n[1]: operation:pets.create\n\n```md\n[op](operation:pets.get)\n```\n',
    );
    expect(page).toContain(
      '[op](reference/pets.get.md) [e](errors.md#gone) [c](changelog.md#v1) [x](https://x.example/a.html)',
    );
    expect(page).toContain('[1]: reference/pets.create.md');
    expect(page).toContain('```md\n[op](operation:pets.get)\n```');
  });

  it('keeps the anchors of a heading, in a form that any reader of Markdown knows', async () => {
    expect(await guide('\n## Le jeton {#token #jeton}\n')).toContain(
      '<a id="token"></a><a id="jeton"></a>\n\n## Le jeton\n',
    );
  });

  it('tells a picture in words, and drops notes to ourselves', async () => {
    const page = await guide(
      '\n<figure class="figure"><svg><title>Life</title><desc>A token\n<b>lives</b>.</desc></svg><figcaption>Life</figcaption></figure>\n\n<!-- check this -->\n\nEnd.\n',
    );
    expect(page).toContain('*A token lives.*\n\n');
    expect(page).not.toMatch(/svg|check this/);
  });

  it('says what the contract says of a problem type', async () => {
    expect((await files()).get('errors.md')).toMatch(/### `not-found`\n\n404 Not found `https:\S+not-found`\n\nLook/);
  });
});
