import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContractError, loadContract } from '@guichet/front';
import { readContract, startMock } from '../src/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-contract-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(files: Record<string, string>): Promise<string> {
  await Promise.all(
    Object.entries(files).map(async ([name, text]) => {
      const file = join(folder, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }),
  );
  return join(folder, Object.keys(files)[0] as string);
}

describe('a contract file', () => {
  it('of several YAML files is bundled, and can be served', async () => {
    const file = await write({
      'many/openapi.yaml':
        'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths:\n  /a/{id}:\n    $ref: paths/a.yaml\n',
      'many/paths/a.yaml':
        'get:\n  parameters:\n    - $ref: ../parameters/id.yaml\n  responses:\n    "200":\n      description: OK\n      content:\n        application/json:\n          schema: {$ref: ../schemas/node.yaml}\n          examples: {one: {$ref: ../examples/one.yaml}}\n',
      'many/parameters/id.yaml': 'name: id\nin: path\nrequired: true\nschema: {type: integer}\n',
      'many/schemas/node.yaml': 'type: object\nproperties:\n  next: {$ref: node.yaml}\n',
      'many/examples/one.yaml': 'value: {next: {next: {}}}\n',
    });
    const mock = await startMock({ contract: file, port: 0 });
    const answers = await Promise.all(['/a/1', '/a/x'].map((path) => fetch(mock.url + path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(await answers[0]?.json()).toEqual({ next: { next: {} } });
    await mock.close();
  });

  it('may be JSON', async () => {
    expect(await readContract(await write({ 'a.json': '{"openapi":"3.1.0","info":{},"paths":{}}' }))).toMatchObject({
      openapi: '3.1.0',
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['is no YAML', { 'bad.yaml': 'a: [1\nb: }' }, /bad\.yaml cannot be read/],
    [
      'references a file that is not there',
      { 'gone.yaml': 'openapi: 3.1.0\npaths: {/a: {$ref: nothing.yaml}}' },
      /gone\.yaml references .*nothing\.yaml, and there is no such file\. Put it there/s,
    ],
    [
      'references the network',
      { 'net.yaml': 'openapi: 3.1.0\npaths: {/a: {$ref: "https://127.0.0.1:9/a.yaml"}}' },
      /https:\/\/127\.0\.0\.1:9\/a\.yaml.*save it beside/s,
    ],
  ])('that %s is refused with what to do', async (_, files, message) => {
    const read = readContract(await write(files));
    await expect(read).rejects.toThrow(ContractError);
    await expect(read).rejects.toThrow(message);
  });

  it('that does not exist is refused by its name', async () => {
    await expect(readContract(join(folder, 'none.yaml'))).rejects.toThrow(/There is no file .*none\.yaml/);
  });

  it.each([
    ['Swagger 2.0', 'swagger: "2.0"', /Swagger 2\.0.*Convert/],
    ['no OpenAPI at all', 'name: x', /not an OpenAPI 3/],
  ])('that is %s is refused when it is loaded', async (_, text, message) => {
    const document = await readContract(await write({ 'other.yaml': text }));
    expect(() => loadContract(document)).toThrow(message);
  });
});
