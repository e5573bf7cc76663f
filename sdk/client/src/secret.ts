import { secretPrefix } from '../../../guichet.config.ts';

const form = /^(live|test)_[0-9A-Za-z]{4,32}_[0-9A-Za-z]{20,}$/;

/** CRC-32 as zip has it, in six digits of base 62. */
function checksum(text: string): string {
  let crc = ~0;
  for (let at = 0; at < text.length; at += 1) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  let rest = ~crc >>> 0;
  let written = '';
  for (let place = 0; place < 6; place += 1, rest = Math.floor(rest / 62)) {
    const digit = rest % 62;
    // 0-9, A-Z, a-z.
    written = String.fromCharCode(digit + (digit < 10 ? 48 : digit < 36 ? 55 : 61)) + written;
  }
  return written;
}

const fault = (what: string): TypeError => new TypeError(`createClient: \`clientSecret\` ${what}`);

/**
 * Refuses a secret that cannot be one, before it is sent anywhere. Secrets of other platforms are let through.
 *
 * @throws TypeError that says what is wrong, and never shows the secret
 */
export function checkSecret(secret: string, clientId: string): void {
  if (secret !== secret.trim()) throw fault('begins or ends with white space, such as a newline. Remove it.');
  if (secret === clientId)
    throw fault('is the `clientId`. Pass the secret that was shown when the credential was made.');
  if (!secret.startsWith(secretPrefix)) return;
  const rest = secret.slice(secretPrefix.length);
  if (rest.startsWith('key_')) throw fault('is an API key. Pass `tokens: apiKey(key)` instead.');
  if (!form.test(rest)) {
    throw fault(`does not look like a secret of this platform (${secretPrefix}live_..._...). Copy it whole.`);
  }
  if (checksum(secret.slice(0, -6)) !== secret.slice(-6)) {
    throw fault('is damaged: its checksum does not match. Copy it whole, or make a new one.');
  }
}

/** What else to check on `invalid_client`, when the secret is one of the sandbox. */
export const sandboxHint = (secret: string | undefined): string | undefined =>
  secret?.startsWith(`${secretPrefix}test_`)
    ? `This secret (${secretPrefix}test_...) opens the sandbox only: check \`baseUrl\`, or pass a ${secretPrefix}live_ secret.`
    : undefined;
