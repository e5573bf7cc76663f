import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
};

/** Ours holds under the policy that it is published with; what others build needs inline scripts and styles. */
const strict = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'";

/** Serves files from memory, compressed as a web server does. Below `/ours/` the strict policy holds. */
export async function serveCompressed(files: ReadonlyMap<string, string>) {
  const packed = new Map([...files].map(([name, text]) => [name, gzipSync(text)]));
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? '/', 'http://local').pathname).slice(1);
    const body = packed.get(name);
    if (!body) return void response.writeHead(404).end();
    response.writeHead(200, {
      'Content-Type': types[name.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8',
      'Content-Encoding': 'gzip',
      'Content-Length': body.length,
      'Cache-Control': 'no-store',
      ...(name.startsWith('ours/') && { 'Content-Security-Policy': strict }),
    });
    response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}
