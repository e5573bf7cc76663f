import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lintContract } from '../bundle.ts';
import { curlSample } from '../plugins/curl.js';
import { programSample } from '../plugins/program.js';
import { bundleUnder, operationsOf, root, temporaryFolder } from './documents.ts';

const document = {
  servers: [{ url: 'https://api.example/v2/' }],
  components: {
    parameters: { Tenant: { name: 'X-Tenant', in: 'header', required: true, example: 'a"b' } },
    examples: { note: { value: { text: "L'été à $5 `now` \\ !" } } },
    securitySchemes: {
      oauth2: { type: 'oauth2' },
      header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      query: { type: 'apiKey', in: 'query', name: 'api_key' },
      cookie: { type: 'apiKey', in: 'cookie', name: 'sessionId' },
      basic: { type: 'http', scheme: 'Basic' },
      bearer: { type: 'http', scheme: 'bearer' },
      key: { type: 'http', scheme: 'ApiKey' },
      mtls: { type: 'mutualTLS' },
    },
  },
};

const sample = (path: string, operation: object, method = 'get', body?: unknown): string =>
  curlSample(document, { path, method, pathItem: {}, operation }, { body });

/** What bash hands to curl, whose place a function takes that prints its arguments. */
async function words(source: string, env: Record<string, string> = {}): Promise<string[]> {
  const script = `curl() { printf '%s\\0' "$@"; }\n${source}`;
  const { stdout } = await promisify(execFile)('bash', ['-euc', script], {
    env: { GUICHET_BASE_URL: 'http://host', GUICHET_CLIENT_ID: 'me', GUICHET_CLIENT_SECRET: 'secret', ...env },
  });
  return stdout.split('\0').slice(0, -1);
}

const query = (schema: object, more: object = {}) => ({ name: 'q', in: 'query', required: true, schema, ...more });
const formBody = (value: object) => ({
  requestBody: { content: { 'application/x-www-form-urlencoded': { example: value } } },
});

describe('a program that nobody wrote', () => {
  const program = (operation: object, method = 'get') =>
    programSample(
      document,
      {
        path: '/pets',
        method,
        pathItem: {},
        operation: { operationId: 'pets.list', 'x-usage': ['public'], ...operation },
      },
      '@acme/sdk',
    );
  const head = "import { createClient } from '@acme/sdk';\n\nconst client = createClient();\n\n";

  it('is made for what is public and reads without anything to be said: all pages of a list, or the answer', () => {
    const pages = { 'x-pagination': { style: 'page' }, parameters: [{ name: 'page', in: 'query' }] };
    expect(program(pages)).toBe(`${head}for await (const item of client.pets.list()) {\n  console.log(item);\n}\n`);
    expect(program({})).toBe(`${head}console.log(await client.pets.list());\n`);
  });

  it.each([
    ['needs a parameter', { parameters: [{ $ref: '#/components/parameters/Tenant' }] }],
    ['changes something', {}, 'post'],
    ['is not in the SDK', { 'x-usage': ['internal'] }],
    ['belongs to OAuth', { 'x-oauth-endpoint': 'jwks_uri' }],
  ])('is not made for what %s', (_what, operation, method = 'get') => {
    expect(program(operation, method)).toBeUndefined();
  });
});

describe('a curl command', () => {
  it('has numbers of examples in its path, and leaves names to the reader', async () => {
    const parameters = [
      { name: 'petId', in: 'path', schema: { type: 'integer' }, example: 7 },
      { name: 'tagId', in: 'path', schema: { type: 'string' }, example: 'tag_8f2' },
      { name: 'kind', in: 'path', schema: { enum: ['cat', 'dog'] } },
    ];
    const source = sample('/{petId}/{kind}/{tagId}_old/$count', { parameters });
    expect(source).toBe(String.raw`curl "$GUICHET_BASE_URL/v2/7/cat/${'$'}{TAG_ID}_old/\$count"`);
    expect(await words(source, { TAG_ID: 't' })).toEqual(['http://host/v2/7/cat/t_old/$count']);
  });

  it.each([
    ['a list, by default one pair an item', query({}, { example: ['a', 'b c'] }), 'q=a&q=b%20c'],
    ['a list with commas', query({}, { example: [1, 2], explode: false }), 'q=1,2'],
    ['a list with bars', query({}, { example: [1, 2], style: 'pipeDelimited' }), 'q=1%7C2'],
    ['a deep object', query({}, { example: { a: 1 }, style: 'deepObject' }), 'q%5Ba%5D=1'],
    ['an object', query({}, { example: { a: 1 } }), 'a=1'],
    ['a named example', query({}, { examples: { one: { value: 'x!' } } }), 'q=x%21'],
    ['a constant of the schema', query({ const: 'c' }), 'q=c'],
    ['nothing to go by', query({}, { name: 'startAt' }), 'startAt=now'],
  ])('writes %s into its query', async (_, parameter, expected) => {
    const [url] = await words(sample('/x', { parameters: [parameter] }), { START_AT: 'now' });
    expect(url).toBe(`http://host/v2/x?${expected}`);
  });

  it('leaves out what is optional, except the limit of its pages', () => {
    const parameters = [
      { name: 'page', in: 'query', example: 3 },
      { name: 'size', in: 'query', schema: { default: 50 } },
    ];
    expect(sample('/x', { parameters, 'x-pagination': { limit: 'size' } })).toContain('/x?size=50"');
  });

  it('breaks an address that does not fit into parameters', async () => {
    const parameters = ['one', 'two', 'three'].map((name) => query({}, { name, example: 'x'.repeat(15) }));
    const source = sample('/long', { parameters });
    expect(Math.max(...source.split('\n').map((line) => line.length))).toBeLessThanOrEqual(57);
    expect(await words(source)).toEqual([
      '-G',
      'http://host/v2/long',
      ...['one', 'two', 'three'].flatMap((name) => ['-d', `${name}=${'x'.repeat(15)}`]),
    ]);
  });

  it.each([
    ['oauth2', ['-H', 'Authorization: Bearer T']],
    ['bearer', ['-H', 'Authorization: Bearer T']],
    ['header', ['-H', 'X-API-Key: K']],
    ['key', ['-H', 'Authorization: ApiKey K']],
    ['cookie', ['-b', 'sessionId=S']],
    ['basic', ['-u', 'me:secret']],
    ['mtls', ['--cert', 'client.pem', '--key', 'client.key']],
  ])('says who calls, by %s', async (scheme, expected) => {
    const source = sample('/x', { security: [{ [scheme]: [] }] });
    const given = { TOKEN: 'T', API_KEY: 'K', SESSION_ID: 'S' };
    expect(await words(source, given)).toEqual(['http://host/v2/x', ...expected]);
  });

  it('says who calls, by a key in the query', async () => {
    const source = sample('/x', { security: [{ query: [] }] });
    expect(await words(source, { API_KEY: 'K' })).toEqual(['http://host/v2/x?api_key=K']);
  });

  it('says who calls at the token endpoint, which declares nothing', () => {
    const source = sample('/t', { security: [], 'x-oauth-endpoint': 'token_endpoint' }, 'post');
    expect(source).toContain('-u "$GUICHET_CLIENT_ID:$GUICHET_CLIENT_SECRET"');
  });

  it('sends a body and a header as they are, whatever the shell thinks of them', async () => {
    const operation = {
      parameters: [{ $ref: '#/components/parameters/Tenant' }],
      requestBody: { content: { 'application/json': { examples: { a: { $ref: '#/components/examples/note' } } } } },
    };
    const sent = await words(sample('/x', operation, 'put'));
    expect(sent.slice(0, 5)).toEqual(['-X', 'PUT', 'http://host/v2/x', '-H', 'X-Tenant: a"b']);
    expect(sent.slice(5, 8)).toEqual(['-H', 'Content-Type: application/json', '-d']);
    expect(JSON.parse(sent[8]!)).toEqual(document.components.examples.note.value);
  });

  it('encodes the fields of a form', async () => {
    const sent = await words(sample('/x', formBody({ a: 'b', scope: 'x y', all: [1, 2] }), 'post'));
    expect(sent.slice(3)).toEqual(['-d', 'a=b', '--data-urlencode', 'scope=x y', '-d', 'all=1', '-d', 'all=2']);
  });

  it('names a reference that leads nowhere', () => {
    const parameters = [{ $ref: '#/components/parameters/Lost' }];
    expect(() => sample('/x', { parameters })).toThrow('#/components/parameters/Lost leads to nothing');
  });

  it('takes the body that it is given, or names a file, where the contract has no example', async () => {
    const operation = { requestBody: { required: true, content: { 'application/json': {} } } };
    expect((await words(sample('/x', operation, 'post', { a: 1 }))).at(-1)).toBe('{ "a": 1 }');
    expect((await words(sample('/x', operation, 'post'))).at(-1)).toBe('@body');
  });
});

describe('samples beside a contract', () => {
  /** A contract with one operation, and files in its `samples`. */
  function contract(files: Record<string, string>, operation: object = {}): string {
    const folder = temporaryFolder();
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'samples'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'samples', name), text);
    const file = join(folder, 'openapi.json');
    const responses = { 204: { description: 'Done.' }, 400: { description: 'What?' } };
    const list = { operationId: 'things.list', summary: 'List', tags: ['Things'], 'x-usage': ['public'], responses };
    writeFileSync(
      file,
      JSON.stringify({
        openapi: '3.1.1',
        info: { title: 'Probe', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
        servers: [{ url: '/' }],
        tags: [{ name: 'Things', description: 'Things.' }],
        paths: { '/things': { get: { ...list, security: [], ...operation } } },
      }),
    );
    return file;
  }
  const samplesOf = async (file: string, options: unknown = 'on') => {
    const bundled = await bundleUnder({ 'usage/samples': options }, relative(root, file));
    return operationsOf(bundled)[0]!['x-codeSamples'] as { lang: string; label: string; source: string }[];
  };
  const curl = { lang: 'shell', label: 'curl', source: 'curl "$GUICHET_BASE_URL/things"' };

  it('come into the contract, the program first, then curl', async () => {
    expect(await samplesOf(contract({ 'things.list.ts': 'list();\n' }))).toEqual([
      { lang: 'TypeScript', label: 'TypeScript', source: 'list();\n' },
      curl,
    ]);
  });

  it('a .sh file wins over the command made of examples', async () => {
    const [own] = await samplesOf(contract({ 'things.list.sh': 'curl by hand\n' }));
    expect(own).toEqual({ ...curl, source: 'curl by hand\n' });
  });

  it('the contract’s own stay, and its own curl is not doubled', async () => {
    const mine = [{ lang: 'Shell', label: 'curl', source: 'mine' }];
    expect(await samplesOf(contract({}, { 'x-codeSamples': mine }))).toEqual(mine);
  });

  it('the address of another service has a variable of its own', async () => {
    const [made] = await samplesOf(contract({}), { baseUrl: 'OTHER_URL' });
    expect(made?.source).toBe('curl "$OTHER_URL/things"');
  });

  it('one that belongs to no operation is reported, by its name', async () => {
    const problems = await lintContract([contract({ 'things.list.ts': '', 'things.lost.ts': '' })]);
    expect(problems.map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'samples/things.lost.ts belongs to no operation: name it after an operationId, with .ts or .sh, or remove it. (usage/samples-known)',
    ]);
  });
});
