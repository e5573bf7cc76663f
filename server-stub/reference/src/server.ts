import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createApp, type App } from './app.ts';
import { readConfig, type Config } from './config.ts';
import { openControl } from './control.ts';

export interface RunningServer extends App {
  /** Where it answers, such as http://localhost:8080. */
  url: string;
}

/** The port is taken, or may not be used. */
export class ListenError extends Error {
  override name = 'ListenError';
}

/**
 * Starts the server with the settings of the environment.
 *
 * @param overrides - settings that count before the environment's; `port: 0` takes a free port
 * @throws ConfigError, StoreError, ListenError - their messages say what to do
 *
 * @example
 * const server = await startServer({ port: 0, database: { kind: 'memory' }, logLevel: 'silent' });
 * await fetch(`${server.url}/.well-known/oauth-authorization-server`);
 * await server.close();
 */
export async function startServer(overrides: Partial<Config> = {}): Promise<RunningServer> {
  const config = { ...readConfig(), ...overrides };
  // The issuer is part of the signed tokens and must be known before the socket is.
  if (config.port === 0 && config.issuer === undefined) config.port = await freePort(config.host);
  const built = await createApp(config);
  try {
    await built.app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
      throw explain(error, config);
    });
    const { port } = built.app.server.address() as AddressInfo;
    const control = await openControl(config, built);
    return {
      ...built,
      url: addressOf(config, port),
      async close() {
        await control?.close();
        await built.close();
      },
    };
  } catch (error) {
    await built.close();
    throw error;
  }
}

/**
 * Closes the server on SIGINT and SIGTERM: no new requests, those under way are answered, what was noted is written.
 *
 * @returns when it is closed
 */
export function closeOnSignal(server: Pick<RunningServer, 'close'>): Promise<void> {
  return new Promise((resolve, reject) => {
    let closing = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        // A second signal does not wait.
        if (closing) process.exit(1);
        closing = true;
        server.close().then(resolve, reject);
      });
    }
  });
}

export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

export function explain(error: unknown, { host, port }: Config): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new ListenError(`Port ${port} on ${host} is in use. Stop what uses it, or set PORT to another one.`, {
      cause: error,
    });
  }
  if (code === 'EACCES') {
    return new ListenError(`Port ${port} may not be used by this user. Set PORT to one above 1023.`, { cause: error });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ListenError(`HOST ${host} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.`, {
      cause: error,
    });
  }
  return error;
}

/** Where a browser on this machine finds the server. */
export const addressOf = ({ host, tls }: Pick<Config, 'host' | 'tls'>, port: number): string =>
  `${tls ? 'https' : 'http'}://${isWildcard(host) ? 'localhost' : bracketed(host)}:${port}`;

const isWildcard = (host: string) => host === '0.0.0.0' || host === '::' || host === '127.0.0.1';
const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);
