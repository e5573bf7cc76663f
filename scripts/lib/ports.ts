import { createServer } from 'node:net';
import { identity } from '../../guichet.config.ts';
import { settingLines } from './farewell.ts';
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
    throw new StepError(`${variable(part)} ${text} is not a port: give a number from 1 to 65535.`);
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
 * Checks that the kit's ports can be listened on, before any work is done.
 *
 * @throws StepError naming every taken port and the variable that chooses another one
 */
export async function requirePorts(ports: Record<Part, number>): Promise<void> {
  const parts = Object.entries(ports) as [Part, number][];
  const free = await Promise.all(parts.map(([, port]) => isFree(port)));
  const taken = parts.filter((_, index) => !free[index]);
  if (taken.length === 0) return;
  const lines = taken.map(([part, port]) => `Port ${port}, which the ${part} needs, is in use by another program.`);
  const others = taken.map(([part, port]) => [variable(part), String(port + 100)] as const);
  const choice =
    process.platform === 'win32'
      ? `${settingLines(Object.fromEntries(others), 'win32').join('; ')}; npm start`
      : `${others.map((pair) => pair.join('=')).join(' ')} npm start`;
  throw new StepError(
    `${lines.join('\n')}\nStop what uses ${taken.length === 1 ? 'it' : 'them'}, or choose other ports: ${choice}`,
  );
}
