import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { serveDocs } from '../src/serve.ts';
import { scratch, write } from './support/folder.ts';

async function serve() {
  const root = await scratch();
  await write(root, { 'public/index.html': 'for partners', 'internal/index.html': 'for us', 'internal/a.css': 'a{}' });
  const docs = await serveDocs({ port: 0, root });
  onTestFinished(() => docs.close());
  return { docs, root };
}

it('serves the public edition at / and the internal one at /internal/', async () => {
  const { docs } = await serve();
  expect(await (await fetch(docs.url)).text()).toBe('for partners');
  expect(await (await fetch(`${docs.url}internal/`)).text()).toBe('for us');
  expect((await fetch(`${docs.url}internal`)).url).toBe(`${docs.url}internal/`);
  expect((await fetch(`${docs.url}internal/a.css`)).headers.get('content-type')).toContain('text/css');
});

it.each(['problems/not-found', 'fr/problems/not-found', 'internal/problems/not-found', 'fr'])(
  'answers /%s with and without the last slash, so that the links of the page are right',
  async (path) => {
    const { docs, root } = await serve();
    const folder = path.startsWith('internal/') ? '' : 'public/';
    await write(root, { [`${folder}${path}/index.html`]: 'here' });
    const bare = await fetch(`${docs.url}${path}?a=1`, { redirect: 'manual' });
    expect([bare.status, bare.headers.get('location')]).toEqual([308, `/${path}/?a=1`]);
    expect(await (await fetch(`${docs.url}${path}/`)).text()).toBe('here');
    expect((await fetch(`${docs.url}problems/nothing`)).status).toBe(404);
  },
);

it.each(['', 'nothing-here', 'internal', 'internal/', 'internal/nothing'])(
  'forbids inline and foreign code at /%s',
  async (path) => {
    const { docs } = await serve();
    const response = await fetch(docs.url + path, { redirect: 'manual' });
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  },
);

it('never leaves its folder', async () => {
  const { docs, root } = await serve();
  await write(root, { 'secret.txt': 'hush' });
  const tries = ['../', '..%2f', 'internal/..%2f..%2f', 'internal/%2e%2e/%2e%2e/'];
  const answers = await Promise.all(tries.map(async (way) => (await fetch(`${docs.url}${way}secret.txt`)).text()));
  expect(answers.join('')).not.toContain('hush');
});

it('a port in use: one sentence with what to do', async () => {
  const { docs, root } = await serve();
  const port = Number(new URL(docs.url).port);
  await expect(serveDocs({ port, root })).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is in use. If \`npm start\` is running, it serves the docs there already; else take another port: npm run docs -- --port ${port + 1}`,
  );
});

it('docs that are not built: says which command builds them', async () => {
  await expect(serveDocs({ port: 0, root: join(await scratch(), 'none') })).rejects.toThrow('npm run docs:build');
});
