import { TokenError } from '../errors.ts';
import type { TokenAnswer } from './token-endpoint.ts';
import { lifetimeOf } from './token-lifetime.ts';

/** What a person needs to sign in on another device (RFC 8628 section 3.2). */
export interface DevicePrompt {
  /** To be typed at `verificationUri`. */
  userCode: string;
  /** http(s) address to open. */
  verificationUri: string;
  /** The same with the code in it, for a QR code; not every server has one. */
  verificationUriComplete: string | undefined;
  /** When the code ends, in milliseconds since the epoch. */
  expiresAt: number;
}

export interface DeviceCode {
  deviceCode: string;
  /** Milliseconds between two polls. */
  interval: number;
  expiresAt: number;
}

const usualInterval = 5000;

/** Visible characters and inner spaces: what is shown on a terminal must not steer it. */
const shown = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[^\p{C}]+$/u.test(value) ? value : undefined;

/** An address that may be opened: http(s), and nothing like `javascript:`. */
const address = (value: unknown): string | undefined => {
  const text = shown(value);
  return text?.match(/^https?:\/\//i) && URL.canParse(text) ? text : undefined;
};

const intervalOf = (value: unknown): number => {
  const seconds = typeof value === 'string' ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 1 && seconds <= 3600 ? seconds * 1000 : usualInterval;
};

/**
 * Reads the answer of a device authorization endpoint. Some servers still write `verification_url`.
 *
 * @throws TokenError
 */
export function deviceCodeOf(
  { status, body }: TokenAnswer,
  host: string,
  requestedAt: number,
): { code: DeviceCode; device: DevicePrompt } {
  const deviceCode = body?.['device_code'];
  const userCode = shown(body?.['user_code']);
  const verificationUri = address(body?.['verification_uri'] ?? body?.['verification_url']);
  if (typeof deviceCode !== 'string' || deviceCode === '' || userCode === undefined || verificationUri === undefined) {
    throw new TokenError(
      `The device authorization endpoint at ${host} answered without a usable device_code, user_code or verification_uri. Check \`deviceAuthorizationUrl\`.`,
      { status },
    );
  }
  const expiresAt = requestedAt + lifetimeOf(body?.['expires_in']);
  return {
    code: { deviceCode, interval: intervalOf(body?.['interval']), expiresAt },
    device: {
      userCode,
      verificationUri,
      verificationUriComplete: address(body?.['verification_uri_complete']),
      expiresAt,
    },
  };
}
