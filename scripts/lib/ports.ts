import { createServer } from 'node:net';
import { identity } from '../../guichet.config.ts';
import { StepError } from './steps.ts';

type Part = 'server' | 'registry' | 'mock' | 'docs';

const variable = (part: Part) => `${identity.envPrefix}${part.toUpperCase()}_PORT`;

/** Where the parts listen: by `guichet.config.ts`, or by `GUICHET_SERVER_PORT`, `_REGISTRY_PORT`, `_MOCK_PORT`, `_DOCS_PORT`. */
export function kitPorts(): Record<Part, number> {
  const read = (part: Part): number => {
    const text = process.env[variable(part)];
    if (text === undefined || text === '') return identity.ports[part];
    const port = Number(text);
    if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
    throw new StepError(`${variable(part)} must be a port from 1 to 65535.`);
  };
  return { server: read('server'), registry: read('registry'), mock: read('mock'), docs: read('docs') };
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1' }, () => probe.close(() => resolve(true)));
  });

/**
 * Looks that the kit's ports can be listened on, before any work is done.
 *
 * @throws StepError naming the taken port and the variable that chooses another one
 */
export async function requirePorts(ports: Record<Part, number>): Promise<void> {
  for (const [part, port] of Object.entries(ports) as [Part, number][]) {
    if (!(await isFree(port))) {
      throw new StepError(
        `Port ${port}, which the ${part} needs, is in use by another program. Stop that program, or choose another port: ${variable(part)}=${port + 100} npm start`,
      );
    }
  }
}
