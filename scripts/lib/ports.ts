import { createServer } from 'node:net';
import { identity } from '../../guichet.config.ts';
import { StepError } from './steps.ts';

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1' }, () => probe.close(() => resolve(true)));
  });

/**
 * Looks that the kit's ports can be listened on, before any work is done.
 *
 * @throws StepError naming the taken port.
 */
export async function requirePorts(names: readonly (keyof typeof identity.ports)[]): Promise<void> {
  for (const name of names) {
    const port = identity.ports[name];
    if (!(await isFree(port))) {
      throw new StepError(
        `Port ${port}, which the ${name} needs, is in use by another program. Stop that program, or change \`ports.${name}\` in guichet.config.ts.`,
      );
    }
  }
}
