import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsOf, readBundle } from '../scripts/generate/document.ts';
import { files, root } from '../scripts/lib/stamp.ts';
import { openServer } from './support/counters.ts';
import { runProgram } from './support/program.ts';

// What a reader copies out of the docs works. (`tsc` checks the types of the same files.)
describe('samples', () => {
  const samples = files(['spec/samples/*.ts']).map((file) => basename(file, '.ts'));
  // Beside a package that depends on the SDK, so that a sample finds it as a partner's program does.
  const folder = 'examples/first-call/.build/samples';
  let counter: Awaited<ReturnType<typeof openServer>>;
  // Not for everybody.
  const administrators = new Set(['credentials.auditEvents.list']);
  beforeAll(async () => {
    counter = await openServer();
    mkdirSync(join(root, folder), { recursive: true });
  });
  afterAll(async () => {
    rmSync(join(root, folder), { recursive: true, force: true });
    await counter.close();
  });

  it.each(samples)('%s runs against the reference server', async (operationId) => {
    copyFileSync(join(root, `spec/samples/${operationId}.ts`), join(root, folder, `${operationId}.ts`));
    const caller = administrators.has(operationId) ? { ...counter, ...counter.administrator } : counter;
    const { code, output } = await runProgram(join(folder, `${operationId}.ts`), [], caller);
    expect(code, output).toBe(0);
    expect(output).not.toContain('undefined');
  });

  it('stand in the contract, each at its operation', () => {
    const operations = new Map(
      operationsOf(readBundle('public')).map(({ operation }) => [operation.operationId, operation]),
    );
    for (const operationId of samples) {
      const [sample] =
        (operations.get(operationId) as { 'x-codeSamples'?: { source: string }[] } | undefined)?.['x-codeSamples'] ??
        [];
      expect(sample?.source, operationId).toBe(readFileSync(join(root, `spec/samples/${operationId}.ts`), 'utf8'));
    }
  });

  it('are there for every operation that a program calls', () => {
    // People are redirected to the one, and devices poll the other; the last two are for servers, with Basic.
    const without = new Set(['oauth.authorize', 'oauth.deviceAuthorization', 'oauth.introspect', 'oauth.revoke']);
    const missing = operationsOf(readBundle('public'))
      .map(({ operation }) => operation.operationId)
      .filter((id) => !samples.includes(id) && !without.has(id));
    expect(missing).toEqual([]);
  });
});
