import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { identity } from '../../../../guichet.config.ts';
import { ListenError } from '../listening.ts';
import type { Metrics } from './metrics.ts';

export interface MetricsServer {
  /** Where it answers, such as http://127.0.0.1:9464/metrics. */
  url: string;
  close(): Promise<void>;
}

/**
 * Answers `GET /metrics` on a port of its own: the one that the world reaches never shows it.
 *
 * @throws ListenError when the port cannot be used
 */
export async function serveMetrics(
  metrics: Pick<Metrics, 'text'>,
  { host, port }: { host: string; port: number },
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.replace(/\?.*/u, '') !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      ({ type, text }) => response.writeHead(200, { 'content-type': type }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const variable = `${identity.envPrefix}METRICS_PORT`;
      reject(
        new ListenError(
          `Metrics cannot be served on port ${port} of ${host} (${error.code}). Set ${variable} to a free port.`,
          { cause: error },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
