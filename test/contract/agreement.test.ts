import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadContract, type OpenApiDocument } from '@guichet/front';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/stamp.ts';
import { createAnswerCheck } from './answer.ts';
import { casesOf } from './cases/index.ts';
import { Matrix } from './matrix.ts';
import { openMockTarget } from './targets/mock.ts';
import { openServerTarget } from './targets/server.ts';
import type { Target } from './targets/target.ts';

const document = JSON.parse(readFileSync(join(root, 'spec/dist/full.json'), 'utf8')) as OpenApiDocument;
const contract = loadContract(document);
const check = createAnswerCheck(contract);
const matrix = new Matrix();

let mock: Target;
let server: Target;
beforeAll(async () => {
  [mock, server] = await Promise.all([openMockTarget(document), openServerTarget()]);
});
afterAll(async () => {
  await Promise.all([mock?.close(), server?.close()]);
  console.info(matrix.print());
});

// Where a browser begins to sign in. Its parameters show no address that a client was registered with, and what is wrong
// with the others is told to that address by a 303 (RFC 6749 section 4.1.2.1), so that no status tells good from bad.
const judged = contract.operations.filter(({ oauthEndpoint }) => oauthEndpoint !== 'authorization_endpoint');

describe.each(judged.map((operation) => [operation.operationId, operation] as const))('%s', (_, operation) => {
  it.each(casesOf(contract, operation).map((example) => [example.kind, example.name, example] as const))(
    '%s: %s',
    async (_kind, _name, example) => {
      const [byMock, byServer] = await Promise.all([mock.answer(example), server.answer(example)]);
      matrix.note(example, byMock.status, byServer.status);
      expect.soft(byMock.status, `the mock answers ${byMock.text.slice(0, 400)}`).toBeOneOf([...example.expected]);
      expect
        .soft(byServer.status, `the server answers ${byServer.text.slice(0, 400)}`)
        .toBeOneOf([...example.expected]);
      expect.soft(check(operation, byMock), 'what the mock answers').toEqual([]);
      expect.soft(check(operation, byServer), 'what the server answers').toEqual([]);
      expect(byMock.status, 'mock and server agree').toBe(byServer.status);
    },
  );
});
