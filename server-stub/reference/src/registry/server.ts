import type { AddressInfo } from 'node:net';
import { addressOf, explain } from '../listening.ts';
import { createRegistry, type Registry } from './app.ts';
import { readRegistryConfig, type RegistryConfig } from './config.ts';

export interface RunningRegistry extends Registry {
  /** Where it answers, such as http://localhost:8081. */
  url: string;
  /** Seconds that `close` may take. */
  patience: number;
}

/**
 * Starts the registry with the settings of the environment.
 *
 * @param overrides - settings that take precedence over the environment's; `port: 0` takes a free port
 * @throws ConfigError, StoreError, ListenError - their messages say what to do
 *
 * @example
 * const registry = await startRegistry({ port: 0, database: { kind: 'memory' }, issuer: 'http://localhost:8080' });
 * await fetch(`${registry.url}/clients`, { method: 'POST', ... });
 * await registry.close();
 */
export async function startRegistry(overrides: Partial<RegistryConfig> = {}): Promise<RunningRegistry> {
  const config = { ...readRegistryConfig(), ...overrides };
  const built = await createRegistry(config);
  try {
    await built.app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
      throw explain(error, config);
    });
    const { port } = built.app.server.address() as AddressInfo;
    const patience = config.shutdownDelay + config.shutdownTimeout + 15;
    return { ...built, url: addressOf(config, port), patience };
  } catch (error) {
    await built.close();
    throw error;
  }
}
