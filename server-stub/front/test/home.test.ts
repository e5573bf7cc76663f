import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createFront, createResourceServer, loadContract, type Home, type OpenApiDocument } from '../src/index.ts';
import { library, openLibrary } from './fixture.ts';

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('GET / of a contract that has nothing there', () => {
  it('tells a person what this is, where the docs are, and the first call', async () => {
    const { front } = await openLibrary({ front: { home: { docs: 'https://library.example/docs/' } } });
    const response = await front.inject({ url: '/', headers: browser });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.payload).toContain('<h1>Library</h1>');
    expect(response.payload).toContain('href="https://library.example/docs/"');
    expect(response.payload).toMatch(/curl [^<]*\/v2\/books/u);
    expect(response.payload).toContain('$GUICHET_CLIENT_ID:$GUICHET_CLIENT_SECRET');
  });

  it('admits its one stylesheet, by its hash, and nothing else', async () => {
    const { front } = await openLibrary();
    const { payload, headers } = await front.inject({ url: '/', headers: browser });
    const style = /<style>([\s\S]*?)<\/style>/u.exec(payload)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toMatch(
      new RegExp(`^default-src 'none'; style-src 'sha256-${hash.replaceAll('+', String.raw`\+`)}'; `, 'u'),
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('speaks French to whom asks for it, by header and by link', async () => {
    const { front } = await openLibrary();
    const byHeader = await front.inject({ url: '/', headers: { ...browser, 'accept-language': 'fr-CA,fr;q=0.9' } });
    expect(byHeader.payload).toContain('<html lang="fr">');
    const link = /href="(\/\?ui_locales=en)"/u.exec(byHeader.payload)![1]!;
    const english = await front.inject({ url: link, headers: { ...browser, 'accept-language': 'fr' } });
    expect(english.payload).toContain('<html lang="en">');
  });

  it.each([undefined, '*/*', 'application/json', 'text/html;q=0, application/json', 'text/*'])(
    'answers programs with the problem that they get everywhere: %s',
    async (accept) => {
      const { front } = await openLibrary();
      const response = await front.inject({ url: '/', headers: accept === undefined ? {} : { accept } });
      expect(response.statusCode).toBe(404);
      expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(response.json()).toMatchObject({ detail: expect.stringContaining('There is nothing at /') as string });
    },
  );

  it.each([
    { method: 'GET', url: '/nowhere' },
    { method: 'POST', url: '/' },
    { method: 'GET', url: '//' },
  ] as const)('is nowhere else: $method $url', async ({ method, url }) => {
    const { front } = await openLibrary();
    expect((await front.inject({ method, url, headers: browser })).statusCode).toBe(404);
  });

  it('says by HEAD what GET says, without the page', async () => {
    const { front } = await openLibrary();
    const response = await front.inject({ method: 'HEAD', url: '/', headers: browser });
    expect([response.statusCode, response.payload]).toEqual([200, '']);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
  });
});

const open = (document: OpenApiDocument, home?: Home) =>
  createFront({
    contract: loadContract(document),
    tokens: createResourceServer({
      issuer: 'https://login.example',
      audience: 'https://library.example',
      jwksUri: 'https://login.example/keys',
    }),
    handlers: {},
    home,
  });

const page = async (document: OpenApiDocument, headers: Record<string, string> = {}, home?: Home) =>
  (await (await open(document, home)).inject({ url: '/', headers: { ...browser, ...headers } })).payload;

it('leaves / to a contract that has an operation there', async () => {
  const root = { ...library, servers: [], paths: { '/': { get: { security: [], responses: {} } } } };
  const app = await open(root);
  expect((await app.inject({ url: '/', headers: browser })).statusCode).toBe(501);
});

it('sends a person for tokens to where they come from, and calls the host that was asked', async () => {
  const text = await page(library, { host: 'library.example:8443' });
  expect(text).toContain('https://login.example/auth/token');
  expect(text).toContain('http://library.example:8443/v2/books');
  // It is shown in a line for a shell.
  expect(await page(library, { host: 'a.example$(id)' })).not.toContain('$(id)');
});

it("links to the contract's own docs where it is told of none, and to no script", async () => {
  const docs = (url: string) => ({ ...library, externalDocs: { url } });
  expect(await page(docs('https://library.example/read'))).toContain('href="https://library.example/read"');
  expect(await page(docs('https://library.example/read'), {}, { docs: 'https://docs.example/' })).toContain(
    'href="https://docs.example/"',
  );
  expect(await page(docs('javascript:alert(1)'))).not.toContain('javascript:');
});

it('says of a mock that its answers are examples', async () => {
  expect(await page(library, {}, { mock: true })).toContain('Its answers are examples');
  expect(await page(library)).not.toContain('Its answers are examples');
});
