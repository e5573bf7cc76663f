import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadContract, type OpenApiDocument, type Operation } from '@guichet/front';
import { handlers, presets, type Overrides } from '@guichet/sdk/testing';
import type { HttpHandler } from 'msw';
import { afterAll, describe, expect, it } from 'vitest';
import { flatName } from '../../scripts/generate/document.ts';
import { root } from '../../scripts/lib/stamp.ts';
import { createAnswerCheck } from './answer.ts';
import { casesOf, type Case } from './cases/index.ts';
import { plainRequest } from './cases/requests.ts';
import { openMswTarget } from './targets/msw.ts';

// The handlers are those of the public contract.
const contract = loadContract(JSON.parse(readFileSync(join(root, 'spec/dist/public.json'), 'utf8')) as OpenApiDocument);
const check = createAnswerCheck(contract);

let asked = 0;
const answered = new Set<string>();
afterAll(() => console.info(`MSW: ${asked} cases of ${answered.size} operations`));

async function answerOf(example: Case, first: HttpHandler[] = []) {
  const answer = await openMswTarget(contract, first).answer(example);
  asked += 1;
  answered.add(example.request.operation.operationId);
  return answer;
}

const operations = contract.operations.map((operation) => [operation.operationId, operation] as const);

describe.each(operations)('%s', (id, operation) => {
  const examples = casesOf(contract, operation).filter(({ kind }) => kind === 'example');
  const plain = { kind: 'example', name: 'the plain request', request: plainRequest(contract, operation) } as const;
  const statuses = Object.keys(operation.definition.responses ?? {}).map(Number);

  it.each(examples.map((example) => [example.name, example] as const))('%s', async (_name, example) => {
    const answer = await answerOf(example);
    // The handlers hold no codes, so that a grant's example succeeds also where nobody was given its code.
    expect.soft(answer.status).toBeOneOf(statuses.filter((status) => status < 400));
    expect(check(operation, answer)).toEqual([]);
  });

  it.each(statuses.filter((status) => status >= 400))('fails with %d, as it declares', async (status) => {
    const first = handlers({ override: { [flatName(id)]: { status } } as Overrides });
    const answer = await answerOf({ ...plain, expected: [status] }, first);
    expect.soft(answer.status).toBe(status);
    expect(check(operation, answer)).toEqual([]);
  });

  it.each(presetsOf(operation))('preset %s answers %d', async (_name, status, preset) => {
    const answer = await answerOf({ ...plain, expected: [status] }, preset);
    expect.soft(answer.status).toBe(status);
    expect(check(operation, answer)).toEqual([]);
  });
});

/** The presets that apply to an operation, and the status that it answers with each. */
function presetsOf({ oauthEndpoint, security }: Operation): [string, number, HttpHandler[]][] {
  const isTokenEndpoint = oauthEndpoint === 'token_endpoint';
  const isSecured = security.length > 0;
  return [
    ...(isSecured ? [expectation('expired', 401, presets.expired())] : []),
    ...(isSecured || isTokenEndpoint ? [expectation('revoked', 401, presets.revoked())] : []),
    // It leaves the token endpoint alone unless that is asked for.
    expectation('throttled', 429, presets.throttled(isTokenEndpoint ? { only: ['oauthToken'] } : {})),
    expectation('down', 503, presets.down()),
  ];
}

const expectation = (name: string, status: number, preset: HttpHandler[]): [string, number, HttpHandler[]] => [
  name,
  status,
  preset,
];
