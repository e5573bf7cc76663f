import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { identity } from '../guichet.config.ts';
import { liveAsContainer, readMockImage } from '../scripts/lib/mock-image.ts';
import { linkBuilt } from '../scripts/lib/starter.ts';
import { root } from '../scripts/lib/stamp.ts';

const folder = join(root, '.build/mock-image');
beforeAll(() => linkBuilt(folder));

it('has the Node of the kit, runs as nobody in particular, and listens where it says', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const { node, user, port, copied } = readMockImage();
  expect({ node, user, port }).toEqual({ node: devDependencies['node'], user: 'node', port: identity.ports.mock });
  // What it is made of: the mock, and what of ours it is built upon.
  expect(copied).toEqual(['*-front-*.tgz', '*-mock-*.tgz']);
});

it('is healthy when it is ready and only then, and ends at once, whoever holds a connection', async () => {
  const { ready, ended, ...life } = await liveAsContainer(folder, '--url', 'http://mock:4010');
  expect(life).toEqual({
    healthBefore: 1,
    healthReady: 0,
    issuer: 'http://mock:4010',
    exit: 0,
    healthAfter: 1,
    exitEarly: 0,
  });
  console.log(`ready after ${ready} ms, ended after ${ended} ms`);
  expect(ended).toBeLessThan(3_000);
});

it('is localhost for its clients when nobody says otherwise: its address is every address', async () => {
  expect((await liveAsContainer(folder)).issuer).toBe('http://localhost:4010');
});
