import { describe, expect, it } from 'vitest';
import { apiKey, createClient, isInvalidResponseError } from '../src/index.ts';
import { examples } from '../src/generated/examples.gen.ts';
import { operations } from '../src/generated/operations.gen.ts';
import { responses } from '../src/generated/validation.gen.ts';
import { validateResponse } from '../src/validation.ts';

const clientOf = (body: unknown) =>
  createClient({
    baseUrl: 'https://api.test',
    tokens: apiKey('gch_key_demo'),
    validate: validateResponse,
    fetch: async () => Response.json(body),
  });
const page = examples.collectivitesList.body;
const [first] = page.data;

describe('validateResponse', () => {
  it.each(Object.values(examples).filter((example) => 'body' in example))(
    "the contract's example of $operation: nothing to say",
    ({ operation, status, body }: { operation: string; status: number; body?: unknown }) => {
      expect(validateResponse({ operation, status, data: body })).toBeUndefined();
    },
  );

  it('knows every operation that answers with a body', () => {
    const withBody = Object.values(examples).filter((example) => 'body' in example);
    expect(Object.keys(responses).toSorted()).toEqual(withBody.map(({ operation }) => operation as string).toSorted());
    expect(Object.keys(operations).length).toBeGreaterThan(Object.keys(responses).length);
  });

  it('a field of another type: an InvalidResponseError with its JSON Pointer', async () => {
    const client = clientOf({ ...page, data: [{ ...first, nom: 7 }] });
    const error = await client.collectivites.list().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isInvalidResponseError(error) && error.deviations.map(({ pointer }) => pointer)).toEqual(['/data/0/nom']);
    expect(String(error)).toMatch(/^InvalidResponseError: collectivites\.list answered 200 .*\/data\/0\/nom: /);
  });

  it('S0 a field that the contract does not know, and a new value of an open enum: taken as they come', async () => {
    const tomorrow = { ...page, more: 1, data: [{ ...first, type: 'metropole-2030', more: { a: 1 } }] };
    expect(await clientOf(tomorrow).collectivites.list()).toEqual(tomorrow);
  });

  it('an operation that the contract does not know: nothing to say', () => {
    expect(validateResponse({ operation: undefined, status: 200, data: 'anything' })).toBeUndefined();
  });
});
