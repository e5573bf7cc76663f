import { forbidden, unprocessable } from '../problems.ts';
import type { Environment } from './secret.ts';
import type { Standing } from './standing.ts';

/**
 * What a server is for: the real data, a sandbox, or both side by side. Both is for development: what separates them
 * there is only code, whereas two servers have nothing in common at all.
 */
export type ServedEnvironment = Environment | 'both';

/** Whether credentials of an environment work on a server. */
export const serves = (served: ServedEnvironment, environment: Environment): boolean =>
  served === 'both' || served === environment;

/** The environment of people, who have no credential that names one. */
export const environmentOfPeople = (served: ServedEnvironment): Environment => (served === 'test' ? 'test' : 'live');

/**
 * Checks for which environment a credential may be created: one that the server serves and, by a program, its own.
 *
 * @throws ProblemError 422 when it would not work here, 403 when the caller is of the other environment
 */
export function checkEnvironment(wanted: Environment, standing: Standing, served: ServedEnvironment): void {
  if (!serves(served, wanted)) {
    const detail =
      wanted === 'test'
        ? 'this server holds real data only: create credentials for tests on the server of the sandbox'
        : 'this is a sandbox: create credentials for the real data on the live server';
    throw unprocessable([{ pointer: '#/environment', detail }]);
  }
  if (standing.credential !== undefined && standing.environment !== wanted) {
    throw forbidden(
      wanted === 'live'
        ? 'A credential for the sandbox cannot create one for the real data.'
        : 'A credential for the real data cannot create one for the sandbox. Use a token of its owner.',
    );
  }
}
