import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContractError } from '@guichet/front';
import { readContract } from '../src/contract.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'contract-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function fileOf(text: string): Promise<string> {
  const path = join(directory, 'contract.json');
  await writeFile(path, text);
  return path;
}

describe('the contract of GUICHET_CONTRACT', () => {
  it('is read in place of the one that the server was built with', async () => {
    const document = { openapi: '3.1.0', paths: { '/a': { get: { operationId: 'a.get', responses: {} } } } };
    const { operations } = await readContract(await fileOf(JSON.stringify(document)));
    expect(operations.map(({ operationId }) => operationId)).toEqual(['a.get']);
  });

  it('is named, with what to do, where there is none, or it is not JSON', async () => {
    const nowhere = join(directory, 'nowhere.json');
    const absent = readContract(nowhere);
    await expect(absent).rejects.toThrow(ContractError);
    await expect(absent).rejects.toThrow(`The contract ${nowhere} cannot be read: `);
    const yaml = await fileOf('openapi: 3.1.0');
    await expect(readContract(yaml)).rejects.toThrow(`The contract ${yaml} is not JSON: `);
    await expect(readContract(yaml)).rejects.toThrow('Bundle it into one JSON document first');
  });
});
