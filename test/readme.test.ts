import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run, tsc } from '../scripts/lib/run.ts';
import { root } from '../scripts/lib/stamp.ts';
import { type Counter, openServer } from './support/counters.ts';
import { environmentOf } from './support/program.ts';

let counter: Counter;
beforeAll(async () => {
  counter = await openServer();
});
afterAll(() => counter.close());

it('the SDK code of the README compiles and runs', async () => {
  const code = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1];
  expect(code).toContain('createClient');
  const folder = join(root, 'examples/first-call/.build');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'readme.ts'), code!);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../tsconfig.base.json',
      compilerOptions: { customConditions: [] },
      files: ['readme.ts'],
    }),
  );
  const types = await run('node', [tsc, '--project', folder]);
  expect(types.code, types.output).toBe(0);

  const { code: exit, output } = await run('node', [join(folder, 'readme.ts')], { env: environmentOf(counter) });
  expect(exit, output).toBe(0);
  expect(output.trim().split('\n').length).toBeGreaterThan(1255);
});
