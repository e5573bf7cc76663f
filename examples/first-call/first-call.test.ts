import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Counter, openServer } from '../../test/support/counters.ts';
import { runProgram } from '../../test/support/program.ts';

let counter: Counter;
beforeAll(async () => {
  counter = await openServer();
});
afterAll(() => counter.close());

it('prints real rows: five EPCI, then values of the collectivite that the credential works for', async () => {
  const { code, output } = await runProgram('examples/first-call/first-call.ts', [], counter);
  expect(code, output).toBe(0);
  expect(output.match(/'\d{9}'/g)?.length).toBe(5);
  expect(output).toMatch(/│ .*'2022'/);
});

it('says which option is missing and how to give it', async () => {
  const { code, output } = await runProgram('examples/first-call/first-call.ts', [], { ...counter, clientSecret: '' });
  expect(code).not.toBe(0);
  expect(output).toMatch(/clientSecret.*GUICHET_CLIENT_SECRET/);
});
