/**
 * `node docs/src/serve.ts [--port N]`: serves `docs/dist` on loopback, the public edition at `/`, the internal one at
 * `/internal/`.
 */
import { existsSync } from 'node:fs';
import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sirv from 'sirv';
import { identity } from '../../guichet.config.ts';
import { defaultOutDir } from './out-dir.ts';

const headers = {
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

export interface ServeOptions {
  /** Port on 127.0.0.1; 0 takes a free one. Default `ports.docs` of guichet.config.ts. */
  port?: number;
  /** Folder that `buildDocs` wrote to. Default `docs/dist`. */
  root?: string;
}

export interface DocsServer {
  /** With a last slash, as `http://127.0.0.1:8088/`. */
  url: string;
  close(): Promise<void>;
}

/** Where a folder with a page in it is asked for as if it were a file: its relative links would lead astray. */
function folderAsked(root: string, url: string): string | undefined {
  const [, path = '', query = ''] = /^((?:\/[\w-]+)+)(\?.*)?$/.exec(url) ?? [];
  const file = path.startsWith('/internal/') ? path : `/public${path}`;
  return path !== '' && existsSync(join(root, file, 'index.html')) ? `${path}/${query}` : undefined;
}

function notFound(response: ServerResponse): void {
  response
    .writeHead(404, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' })
    .end('Not found. The docs start at /\n');
}

/**
 * Serves built docs on loopback, with headers that forbid inline and foreign scripts and styles.
 *
 * @throws Error when the docs are not built, or when the port is in use.
 * @example const docs = await serveDocs({ port: 0 }); await docs.close();
 */
export async function serveDocs(options: ServeOptions = {}): Promise<DocsServer> {
  const { port = identity.ports.docs, root = defaultOutDir } = options;
  if (!existsSync(join(root, 'public', 'index.html'))) {
    throw new Error(`There are no docs in ${root}. Build them first: npm run docs:build`);
  }
  // dev: read at every request, so that a rebuild shows.
  const serveEdition = (name: string) =>
    sirv(join(root, name), {
      dev: true,
      etag: true,
      setHeaders: (response) => response.setHeaders(new Map(Object.entries(headers))),
    });
  const publicEdition = serveEdition('public');
  const internalEdition = serveEdition('internal');
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const folder = /^\/internal(\?|$)/.test(url) ? '/internal/' : folderAsked(root, url);
    if (folder !== undefined) {
      response.writeHead(308, { ...headers, Location: folder }).end();
    } else if (url.startsWith('/internal/')) {
      request.url = url.slice('/internal'.length);
      internalEdition(request, response, () => notFound(response));
    } else {
      publicEdition(request, response, () => notFound(response));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      const advice = `If \`npm start\` is running, it serves the docs there already; else take another port: npm run docs -- --port ${port + 1}`;
      reject(new Error(`Port ${port} of 127.0.0.1 is in use. ${advice}`, { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The option, else its own variable, else that of hosts and platforms, as all servers of the kit have it. */
function portOf(args: string[]): number {
  const { values } = parseArgs({ args, options: { port: { type: 'string' } } });
  const variable = `${identity.envPrefix}DOCS_PORT`;
  const sources = [
    ['--port', values.port],
    ...[variable, 'PORT'].map((name) => [name, process.env[name] || undefined]),
    ['', String(identity.ports.docs)],
  ];
  const [name, text = ''] = sources.find(([, given]) => given !== undefined)!;
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new TypeError(`${name} ${text} is not a port: give a number from 0 to 65535.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { url } = await serveDocs({ port: portOf(process.argv.slice(2)) });
    console.log(`Docs for partners: ${url} (French: ${url}fr/)\nInternal edition:  ${url}internal/`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
