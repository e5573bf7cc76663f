import type { Provider } from 'oidc-provider';
import type { People } from './people.ts';

/** What a person says to a device. */
export interface DeviceAnswer {
  /** The `user_code` that the device shows, as a person would type it: in any case, with or without the hyphen. */
  userCode: string;
  /** The `sub` of the person who answers. */
  subject: string;
  approve: boolean;
}

/**
 * The outcome of an answer: the device is let in or not; or there is no such code, its time has passed, or somebody has
 * answered before.
 */
export type DeviceOutcome = 'approved' | 'denied' | 'unknown' | 'expired' | 'answered';

export interface DeviceAnswerOptions {
  people: Pick<People, 'find'>;
  /** The API that is consented to. */
  audience: string;
}

/**
 * Answers a device (RFC 8628 section 3.3) on a person's behalf, as the pages would after a sign-in: for tests of programs,
 * which have no browser. What the person may not do is not granted; when nothing is left, the device is not let in.
 *
 * @throws {RangeError} when there is no such person
 */
export async function answerDevice(
  provider: Provider,
  { people, audience }: DeviceAnswerOptions,
  { userCode, subject, approve }: DeviceAnswer,
): Promise<DeviceOutcome> {
  const person = await people.find(subject);
  if (!person) throw new RangeError(`Nobody has the subject ${subject}.`);
  const code = await provider.DeviceCode.findByUserCode(userCode.toUpperCase().replace(/\W/gu, ''), {
    ignoreExpiration: true,
  });
  if (!code) return 'unknown';
  if (code.isExpired) return 'expired';
  if (code.error !== undefined || code.accountId !== undefined || code.inFlight) return 'answered';

  const asked = String(code.params?.['scope'] ?? '').split(' ');
  const granted = asked.filter((scope) => person.scopes.includes(scope));
  if (!approve || granted.length === 0) {
    Object.assign(code, { error: 'access_denied', errorDescription: 'The person refused access.' });
    await code.save();
    return 'denied';
  }
  const scope = granted.join(' ');
  const grant = new provider.Grant({ accountId: subject, clientId: code.clientId as string });
  grant.addResourceScope(audience, scope);
  const grantId = await grant.save();
  const authTime = Math.floor(Date.now() / 1000);
  Object.assign(code, { accountId: subject, grantId, authTime, scope, resource: audience });
  await code.save();
  return 'approved';
}
