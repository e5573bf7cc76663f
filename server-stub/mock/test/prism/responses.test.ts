import { loadContract } from '@guichet/front';
import { expect, it } from 'vitest';
import { declaredResponses } from '../../src/prism/responses.ts';

it('the responses of an operation are those that end a call', () => {
  const response = { description: '' };
  const responses = { 103: response, '1XX': response, 200: response, '4XX': response, default: response };
  const contract = loadContract({ openapi: '3.1.0', info: {}, paths: { '/a': { get: { responses } } } });
  expect(declaredResponses(contract, contract.operations[0]!).map(({ code }) => code)).toEqual([
    '200',
    '4XX',
    'default',
  ]);
});
