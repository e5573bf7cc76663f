import type { AddressInfo } from 'node:net';
import { createApp, type App } from './app.ts';
import { readConfig, type Config } from './config.ts';
import { openControl } from './control.ts';
import { addressOf, explain, freePort } from './listening.ts';
import { serveMetrics } from './telemetry/metrics-server.ts';

export interface RunningServer extends App {
  /** Where it answers, such as http://localhost:8080. */
  url: string;
  /** Seconds that `close` may take. */
  patience: number;
  /** Where its metrics are, when they are served. */
  metricsUrl: string | undefined;
}

/** How long writing what is left after the last request, such as counters, may take, in seconds. */
const lastWrites = 15;

/**
 * Starts the server with the settings of the environment.
 *
 * @param overrides - settings that take precedence over the environment's; `port: 0` takes a free port
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
    const scraped = config.metrics && built.metrics && (await serveMetrics(built.metrics, config.metrics));
    const control = await openControl(config, built);
    return {
      ...built,
      url: addressOf(config, port),
      metricsUrl: scraped?.url,
      patience: config.shutdownDelay + config.shutdownTimeout + lastWrites,
      async close() {
        await control?.close();
        await built.close();
        // Last: how a server ends is worth seeing, too.
        await scraped?.close();
      },
    };
  } catch (error) {
    await built.close();
    throw error;
  }
}
