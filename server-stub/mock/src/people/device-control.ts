import { ProblemError, type AuthorizationServer, type ProblemDetail } from '@guichet/front';
import type { ControlRoute } from '../control/control-route.ts';
import { demoPerson } from './demo.ts';

/**
 * `POST /__guichet/device { userCode, approve }`: the demo person's answer to a device (RFC 8628), so that a test needs no
 * browser. 204 when it counts, 404 for a code that nobody knows or that has expired, 409 for one that was answered.
 */
export function deviceRoute({ answerDevice }: Pick<AuthorizationServer, 'answerDevice'>): ControlRoute {
  const handle: ControlRoute['handle'] = async ({ body }) => {
    const { userCode, approve } = readAnswer(body);
    const outcome = await answerDevice({ userCode, approve, subject: demoPerson.subject });
    switch (outcome) {
      case 'approved':
      case 'denied':
        return undefined;
      case 'answered':
        throw new ProblemError('conflict', `The code ${userCode} has already been answered. Ask for another one.`);
      case 'unknown':
      case 'expired':
        throw new ProblemError(
          'not-found',
          `No device waits with the code ${userCode}: it ${outcome === 'expired' ? 'has expired' : 'was never given'}. Send the user_code of a device authorization answer.`,
        );
    }
  };
  return { method: 'POST', path: '/device', status: 204, handle };
}

function readAnswer(body: unknown): { userCode: string; approve: boolean } {
  const { userCode, approve, ...others } = (typeof body === 'object' && body !== null ? body : {}) as {
    userCode?: unknown;
    approve?: unknown;
  };
  const errors: ProblemDetail[] = [];
  if (typeof userCode !== 'string') errors.push({ pointer: '#/userCode', detail: 'must be a string: the user_code' });
  if (typeof approve !== 'boolean') errors.push({ pointer: '#/approve', detail: 'must be true or false' });
  for (const name of Object.keys(others)) errors.push({ pointer: `#/${name}`, detail: 'is not known here' });
  if (typeof userCode === 'string' && typeof approve === 'boolean' && errors.length === 0) return { userCode, approve };
  throw new ProblemError('invalid-request', 'Send JSON such as {"userCode": "BCDF-GHJK", "approve": true}.', {
    errors,
  });
}
