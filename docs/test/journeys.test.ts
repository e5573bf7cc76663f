import { join } from 'node:path';
import * as cheerio from 'cheerio';
import { stringify } from 'yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildDocs } from '../src/build.ts';
import { type Step, readJourneys } from '../src/journeys/arazzo.ts';
import { criterionText, meets } from '../src/journeys/criteria.ts';
import { Variables, curlOf } from '../src/journeys/request.ts';
import { defaultOutDir } from '../src/out-dir.ts';
import { readAll, scratch, write } from './support/folder.ts';
import { tiny, tinyGuides } from './support/tiny.ts';

const journeys = readJourneys();

describe('the journeys of the kit', () => {
  let files: Map<string, string>;
  beforeAll(async () => {
    files = await readAll(join(defaultOutDir, 'public'));
  });

  const page = (file: string) => cheerio.load(files.get(file) ?? '')('main');
  const codeOf = (file: string): string[] => {
    const $ = cheerio.load(files.get(file) ?? '');
    return $('main pre')
      .toArray()
      .map((block) => $(block).text());
  };

  it.each(journeys.map(({ name }) => name))('%s: a page in each language, step by step', (name) => {
    const { workflow, info } = journeys.find((journey) => journey.name === name)!;
    const ids = workflow.steps.map(({ stepId }) => stepId);
    for (const folderOf of ['', 'fr/']) {
      const file = `${folderOf}journey-${name}.html`;
      const headings = page(file).find('h2[id]').toArray();
      expect(headings.map(({ attribs }) => attribs['id'])).toEqual(ids);
      expect(page(file).find('a[href^="reference.html#operation/"]').length).toBeGreaterThanOrEqual(ids.length);
      expect(files.get(file.replace(/html$/, 'md'))).toContain('curl');
    }
    expect(page(`journey-${name}.html`).find('h1').text()).toBe(info.title);
    expect(page(`fr/journey-${name}.html`).find('h1').text()).not.toBe(info.title);
    expect(codeOf(`fr/journey-${name}.html`)).toEqual(codeOf(`journey-${name}.html`));
    expect(files.get('index.html')).toContain(`href="journey-${name}.html"`);
    expect(files.get('llms.txt')).toContain(`(journey-${name}.md)`);
  });

  it('shows an answer where the contract has one that the step accepts, and none where it would refuse it', () => {
    const first = codeOf('journey-pages.html');
    // Five requests; the one beyond the end is no example of the contract.
    expect(first.filter((text) => text.startsWith('curl'))).toHaveLength(5);
    expect(first.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text).page)).toEqual([
      undefined,
      1,
      2,
      2,
    ]);
    const refused = codeOf('journey-revocation.html').at(-3) ?? '';
    expect(JSON.parse(refused)).toMatchObject({ type: expect.stringMatching(/\/problems\/invalid-token$/) });
  });

  it('shows the refusal after which one asks again, with the header that says when, before the answer', () => {
    const blocks = codeOf('journey-throttled.html');
    const refused = blocks.findIndex((text) => text.startsWith('HTTP/1.1 429 Too Many Requests\n'));
    expect(refused).toBe(blocks.findLastIndex((text) => text.startsWith('curl')) + 1);
    const [head = '', body = ''] = (blocks[refused] ?? '').split('\n\n');
    expect(head).toMatch(/^Retry-After: \d+$/m);
    expect(head).toMatch(/^RateLimit: "default";r=0;/m);
    expect(JSON.parse(body)).toMatchObject({ type: expect.stringMatching(/\/problems\/rate-limited$/), status: 429 });
    expect(JSON.parse(blocks[refused + 1] ?? '')).toMatchObject({ page: 1 });
    expect(page('journey-throttled.html').text()).toContain('A program waits as long as Retry-After says');
    expect(page('fr/journey-throttled.html').text()).toContain('D’abord : 429');
  });
});

const step = (more: Partial<Step>): Step => ({
  stepId: 'read',
  description: 'Read. It answers.',
  operationPath: '{$sourceDescriptions.api.url}#/paths/~1pets~1{id}/get',
  successCriteria: [{ condition: '$statusCode == 200' }],
  ...more,
});

it('writes a request as a curl command, with variables for what was given and kept', () => {
  const steps = [
    step({ stepId: 'token', outputs: { accessToken: '$response.body#/access_token' } }),
    step({ stepId: 'again', outputs: { accessToken: '$response.body#/access_token' } }),
  ];
  const variables = new Variables(steps);
  const read = step({
    parameters: [
      { name: 'Authorization', in: 'header', value: 'Bearer {$steps.again.outputs.accessToken}' },
      { name: 'id', in: 'path', value: '$inputs.clientId' },
      { name: 'limit', in: 'query', value: 2 },
    ],
    requestBody: { contentType: 'application/json', payload: { reason: "It's over" } },
  });
  expect(curlOf(read, '/api/v1', variables)).toBe(
    [
      'curl "$GUICHET_BASE_URL/api/v1/pets/$GUICHET_CLIENT_ID?limit=2"',
      '-H "Authorization: Bearer $AGAIN_ACCESS_TOKEN"',
      "-H 'Content-Type: application/json'",
      String.raw`-d '{ "reason": "It'\''s over" }'`,
    ].join(' \\\n  '),
  );
  const grant = { contentType: 'application/x-www-form-urlencoded', payload: { scope: 'a b', grant: 'x' } };
  expect(curlOf(step({ requestBody: grant }), '', variables)).toContain(
    "--data-urlencode 'scope=a b' \\\n  -d grant=x",
  );
});

it.each([
  ["$response.body#/status == 'active'", "status == 'active'"],
  ['$statusCode == 200', '200'],
  ['$response.header.Retry-After > 0', 'Retry-After > 0'],
  ['$response.body#/data/0/id == $steps.make.outputs.id', 'data[0].id == $ID'],
])('says %s in short', (condition, said) => {
  expect(criterionText({ condition }, new Variables([step({ stepId: 'make', outputs: { id: 'x' } })]))).toBe(said);
});

it.each([
  [{ condition: '$response.body#/page == 2' }, false],
  [{ condition: '$response.body#/page == 1' }, true],
  [{ condition: '$response.body#/page == $response.body#/pageCount' }, false],
  [{ condition: '$response.body#/gone != null' }, false],
  [{ condition: '$response.body#/page == $steps.a.outputs.page' }, true],
  [{ context: '$response.body#/type', type: 'regex' as const, condition: '/invalid-token$' }, false],
  [{ context: '$response.body#/type', type: 'regex' as const, condition: '/not-found$' }, true],
])('an example that does not meet %j is no answer to show', (criterion, met) => {
  const body = { page: 1, pageCount: 3, type: 'https://x.example/problems/not-found', gone: null };
  expect(meets(body, [criterion])).toBe(met);
});

async function buildJourney(broken: Partial<Step>): Promise<Map<string, string>> {
  const folder = await scratch();
  const info = { title: 'Odd', summary: 'One.', 'x-order': 1 };
  const workflows = [{ workflowId: 'odd', description: 'Two.', steps: [step(broken)] }];
  await write(folder, {
    'tiny.json': JSON.stringify(tiny),
    'journeys/odd.arazzo.yaml': stringify({ info, workflows }),
    ...Object.fromEntries(Object.entries(tinyGuides).map(([name, text]) => [`guides/en/${name}`, text])),
  });
  const source = { slug: 'reference', file: join(folder, 'tiny.json') };
  const edition = { name: 'site', audience: 'public' as const, sources: [source], journeys: join(folder, 'journeys') };
  await buildDocs({ outDir: join(folder, 'out'), editions: [edition], guides: join(folder, 'guides') });
  return readAll(join(folder, 'out/site'));
}

it('an operation that the edition does not have: fails, and names journey and operation', async () => {
  const operationPath = '{$sourceDescriptions.api.url}#/paths/~1nowhere/get';
  await expect(buildJourney({ operationPath })).rejects.toThrow('The journey odd calls GET /nowhere');
});

it('a status that the operation does not declare: fails, and names both', async () => {
  const successCriteria = [{ condition: '$statusCode == 418' }];
  const operationPath = `{$sourceDescriptions.api.url}#/paths/${Object.keys(tiny.paths ?? {})[0]?.replaceAll('/', '~1')}/get`;
  await expect(buildJourney({ operationPath, successCriteria })).rejects.toThrow(
    /read expects 418, which \S+ does not/,
  );
});
