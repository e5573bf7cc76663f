import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './stamp.ts';

it('a test file that is left out of `npm test` says why in its first line', () => {
  const files = globSync('{docs,examples,scripts,sdk,server-stub,spec,test}/**/*.slow.test.ts', {
    cwd: root,
    exclude: (name) => name === 'node_modules' || name === 'dist',
  });
  expect(files.length).toBeGreaterThan(20);
  const silent = files.filter((file) => !/^\/(?:\/|\*\*)/.test(readFileSync(join(root, file), 'utf8')));
  expect(silent).toEqual([]);
});
