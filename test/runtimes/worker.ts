/** The checks in workerd: `workerd test` runs `test()`, which writes the report as JSON. */
import { type TokenSource, clientCredentials } from '@guichet/runtime';
import { type Context, pause } from './check.ts';
import { runChecks } from './run.ts';

interface Environment {
  context: string;
  self: { fetch: typeof fetch };
}

/** Promises whose rejection nobody handles, and why they were rejected. */
const unhandled = new Map<Promise<unknown>, unknown>();
addEventListener('unhandledrejection', ({ promise, reason }) => void unhandled.set(promise, reason));
// As of 2025-01-01 it tells before the handlers of the same moment are there, and takes it back.
addEventListener('rejectionhandled', ({ promise }) => void unhandled.delete(promise));

/** Sources that live as long as the program, as most of those that write Workers have them. */
const sources = new Map<string, TokenSource>();

/** What the token endpoint answers to the request that came last. */
let current: { token: string | null; delay: number };
const sourceOf = (name: string): TokenSource => {
  const source =
    sources.get(name) ??
    clientCredentials({
      tokenUrl: 'https://auth.test/token',
      clientId: 'partner',
      clientSecret: 'canary-secret',
      fetch: async () => {
        const { token, delay } = current;
        if (delay > 0) await pause(delay);
        return Response.json({ access_token: token, token_type: 'Bearer', expires_in: 4 });
      },
    });
  sources.set(name, source);
  return source;
};

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    current = { token: searchParams.get('token'), delay: Number(searchParams.get('delay') ?? 0) };
    const name = pathname === '/renewal' ? 'renewal' : 'shared';
    const token = sourceOf(name).getToken();
    if (pathname !== '/walk-away') return new Response((await token).value);
    token.catch(() => {});
    await pause(200);
    return new Response('gone');
  },

  async test(_: unknown, { context, self }: Environment): Promise<void> {
    const given: Context = {
      ...(JSON.parse(context) as Context),
      self: async (path) => (await self.fetch(`https://self.test${path}`)).text(),
    };
    console.log(JSON.stringify(await runChecks(given, () => [...unhandled.values()])));
  },
};
