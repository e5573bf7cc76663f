import { bodyErrors, createSchemaCompiler, type Contract, type ProblemDetail } from '@guichet/front';
import { sessionSchema } from './request-schemas.ts';
import type { SessionRequest } from '../sessions/sessions.ts';

/** What is wrong with what a session is to be created with. */
export interface SessionFault {
  /** Whether a member is of another type or not known, rather than out of its range. */
  isTypeFault: boolean;
  errors: readonly ProblemDetail[];
}

/** Checks against a contract what sessions are to be created with. */
export function createSessionCheck(contract: Contract): (request: unknown) => SessionFault | undefined {
  const check = createSchemaCompiler({ openapi: '3.1.0' }, () => {}).check(sessionSchema);
  return (request) => {
    const faults = check(request);
    if (faults.length > 0) {
      const isTypeFault = faults.some(({ keyword }) => keyword === 'type' || keyword === 'additionalProperties');
      return { isTypeFault, errors: bodyErrors(faults) };
    }
    const unknown = ((request as SessionRequest).scopes ?? []).filter((scope) => !contract.scopes.includes(scope));
    if (unknown.length === 0) return undefined;
    const detail = `has ${unknown.join(' ')}, and the contract ${contract.scopes.join(' ')}`;
    return { isTypeFault: false, errors: [{ pointer: '#/scopes', detail }] };
  };
}

/**
 * @throws {TypeError} when an option is of the wrong type, or unknown
 * @throws {RangeError} when its value is not possible
 */
export function refuseSession({ isTypeFault, errors }: SessionFault): never {
  const said = errors.map(({ pointer = '#', detail }) => {
    const name = pointer.slice(2).replaceAll('/', '.');
    return name === '' ? `the request ${detail}` : `\`${name}\` ${detail}`;
  });
  throw new (isTypeFault ? TypeError : RangeError)(`No session can be created: ${said.join('; ')}.`);
}
