import { createServer, type AddressInfo } from 'node:net';
import { OperatorError } from './operator-error.ts';

/** The port is taken, or may not be used. */
export class ListenError extends OperatorError {
  override name = 'ListenError';
}

/** Where a process listens. */
interface Place {
  host: string;
  port: number;
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

export function explain(error: unknown, { host, port }: Place): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new ListenError(`Port ${port} on ${host} is in use. Stop what uses it, or set PORT to another one.`, {
      cause: error,
    });
  }
  if (code === 'EACCES') {
    return new ListenError(`Port ${port} is reserved for administrators. Set PORT to one above 1023.`, {
      cause: error,
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ListenError(`HOST ${host} is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.`, {
      cause: error,
    });
  }
  return error;
}

/** Where a browser on this machine finds a server. */
export const addressOf = ({ host, tls }: { host: string; tls?: object | undefined }, port: number): string =>
  `${tls ? 'https' : 'http'}://${isWildcard(host) ? 'localhost' : bracketed(host)}:${port}`;

const isWildcard = (host: string) => host === '0.0.0.0' || host === '::' || host === '127.0.0.1';
const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);
