/** What a session says where there is no mock; sessions at a mock are in `test/mock-session.test.ts`. */
import { execFile } from 'node:child_process';
import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startMockSession } from '../../src/testing-mock.ts';

const started = '`npx -p @guichet/mock guichet-mock`';
const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was thrown',
    (error: unknown) => (error as Error).message,
  );

/** A server that is no mock, while `use` runs. */
async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('without a mock', () => {
  it('says how to start one where nothing listens', async () => {
    const gone = await withServer(
      () => {},
      async (url) => url,
    );
    const message = await messageOf(startMockSession({ baseUrl: gone }));
    expect(message).toBe(`There is no mock at ${gone}. Start one with ${started}, or pass its \`baseUrl\`.`);
    await expect(startMockSession({ baseUrl: gone })).rejects.toHaveProperty('cause');
  });

  it.each([
    ['another page', 200, 'text/html', '<!doctype html>'],
    ['an API that has no sessions', 404, 'application/problem+json', '{"status":404,"detail":"Nothing is here."}'],
    ['a gateway', 502, 'text/html', 'Bad gateway'],
  ])('says so where %s answers', async (_what, status, type, body) => {
    const asked: string[] = [];
    const message = await withServer(
      ({ url = '' }, response) => {
        asked.push(url);
        response.writeHead(status, { 'content-type': type }).end(body);
      },
      (url) => messageOf(startMockSession({ baseUrl: `${url}/` })),
    );
    expect(message).toMatch(
      /^What answers at http:\/\/127\.0\.0\.1:\d+ is not a mock with sessions: it answered \d{3}\./,
    );
    expect(message).toContain(String(status));
    expect(message).toContain(started);
    expect(asked).toEqual(['/__guichet/sessions']);
  });

  it('refuses what is no address', async () => {
    expect(await messageOf(startMockSession({ baseUrl: 'localhost:4010' }))).toContain('not the address of a mock');
  });
});

describe('a session whose mock has gone', () => {
  const created = { id: 'one', clientId: 'one', clientSecret: 's', apiKey: 'k', tokenUrl: '/', scopes: [] };
  /** Starts a session, and lets everything that comes after fail as `after` does. */
  const begin = (after: () => Promise<Response>) => {
    let asked = 0;
    const fetch = async () => ((asked += 1) === 1 ? Response.json(created, { status: 201 }) : after());
    return startMockSession({ baseUrl: 'http://mock.test', fetch });
  };
  const unreachable = async (): Promise<Response> => {
    throw new TypeError('fetch failed');
  };
  const problem = (status: number) => async () =>
    Response.json({ status, detail: 'No.' }, { status, headers: { 'content-type': 'application/problem+json' } });

  it.each([
    ['cannot be reached', unreachable],
    ['knows it no more', problem(404)],
    ['fails', problem(500)],
    ['is something else by now', async () => new Response('<p>', { headers: { 'content-type': 'text/html' } })],
  ])('hides no failure of the test, when the mock %s', async (_what, after) => {
    const test = async () => {
      await using session = await begin(after);
      throw new RangeError(`the test's own, in ${session.id}`);
    };
    const error = await test().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toBe("the test's own, in one");
  });

  it('says so to who ends it by hand, unless it had ended already', async () => {
    const gone = await begin(unreachable);
    expect(await messageOf(gone.end())).toContain('There is no mock at http://mock.test');
    const failing = await begin(problem(500));
    expect(await messageOf(failing.end())).toBe('No.');
    const ended = await begin(problem(404));
    expect(await messageOf(ended.end())).toBe('nothing was thrown');
  });
});

describe('the address', () => {
  afterEach(() => vi.unstubAllEnvs());
  const addressOf = async (baseUrl?: string): Promise<string> => {
    let address = '';
    const fetch = async (input: string | URL | Request) => {
      address = String(input);
      throw new TypeError('fetch failed');
    };
    await messageOf(startMockSession({ baseUrl, fetch }));
    return address.replace('/__guichet/sessions', '');
  };

  it('is the one that is given, of the environment, or where a mock listens', async () => {
    vi.stubEnv('GUICHET_BASE_URL', '');
    expect(await addressOf()).toBe('http://127.0.0.1:4010');
    vi.stubEnv('GUICHET_BASE_URL', 'http://mock.test:4010/');
    expect(await addressOf()).toBe('http://mock.test:4010');
    expect(await addressOf('http://other.test')).toBe('http://other.test');
  });
});

describe('who has no MSW', () => {
  /** Imports an entry in a process where `msw` cannot be found. */
  const importOf = (entry: string): Promise<string> => {
    const program = `import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) => { if (/^msw(\\/|$)/.test(name)) throw new Error('no msw'); return next(name, context); } });
import('${entry}').then((module) => console.log(Object.keys(module).join()), (error) => console.log(error.message));`;
    const args = ['--conditions=@guichet/source', '--input-type=module', '--eval', program];
    return promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname }).then(({ stdout }) =>
      stdout.trim(),
    );
  };

  it('has sessions all the same', async () => {
    expect(await importOf('@guichet/sdk/testing/mock')).toBe('startMockSession');
    expect(await importOf('@guichet/sdk/testing')).toBe('no msw');
  });
});
