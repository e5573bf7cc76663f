import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Counter, openMock, openServer } from './support/counters.ts';
import { runProgram } from './support/program.ts';
import { type Sandbox, openSandbox } from './support/sandbox.ts';

// Two of the three fill a database first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let mock: Counter;
let sandbox: Sandbox;
let live: Counter;
beforeAll(async () => {
  [mock, sandbox, live] = await Promise.all([openMock(), openSandbox(), openServer({ environment: 'live' })]);
});
afterAll(() => Promise.all([mock, sandbox, live].map((one) => one?.close())));

/** The same program, with nothing different but the three variables. */
const firstCall = (counter: Pick<Counter, 'url' | 'clientId' | 'clientSecret'>) =>
  runProgram('examples/first-call/first-call.ts', [], counter);

it('one program runs against mock, sandbox and live server: only the environment is different', async () => {
  for (const counter of [mock, sandbox, live]) {
    // One after the other, for the sake of small machines.
    const { code, output } = await firstCall(counter);
    expect(code, output).toBe(0);
    expect(output).toContain('Métropole de Lyon');
  }
  expect([sandbox.clientSecret, live.clientSecret]).toEqual([
    expect.stringContaining('_test_'),
    expect.stringContaining('_live_'),
  ]);
});

it('a credential of the sandbox opens nothing live, and the reverse: invalid_client', async () => {
  const { clientId, clientSecret } = live;
  for (const crossed of [
    { ...sandbox, url: live.url },
    { url: sandbox.url, clientId, clientSecret },
  ]) {
    const { code, output } = await firstCall(crossed);
    expect(code).not.toBe(0);
    expect(output).toContain('invalid_client');
    expect(output).not.toContain(crossed.clientSecret);
  }
});
