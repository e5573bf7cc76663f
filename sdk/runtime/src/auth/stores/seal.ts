import { optionError } from '../../options.ts';

/** Keeps what it is given from whoever reads the store. `context` binds it to its place. */
export interface Seal {
  close(text: string, context: string): Promise<string>;
  /** `undefined` for what another key sealed, what was moved from elsewhere, and what is not a sealed text. */
  open(sealed: string, context: string): Promise<string | undefined>;
}

/** 32 bytes, or their base64 or base64url form; or a `CryptoKey` for AES-GCM. */
export type SealKey = Uint8Array | string | CryptoKey;

const mark = 'aes256gcm.';
const nonceLength = 12;
const accepted =
  '32 random bytes, as a `Uint8Array`, in base64 (`openssl rand -base64 32`), or as a `CryptoKey` for AES-GCM';

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

const isCryptoKey = (value: unknown): value is CryptoKey =>
  typeof value === 'object' && value !== null && 'algorithm' in value && 'usages' in value;

/** @throws TypeError for what is not a key, without showing it */
function keyOf(owner: string, key: unknown): () => Promise<CryptoKey> {
  if (isCryptoKey(key)) {
    const { algorithm, usages } = key;
    if (algorithm.name === 'AES-GCM' && usages.includes('encrypt') && usages.includes('decrypt')) {
      return async () => key;
    }
    throw new TypeError(`${owner}: \`seal\` is a key for something else. Pass ${accepted}.`);
  }
  if (typeof key !== 'string' && !(key instanceof Uint8Array)) throw optionError(owner, 'seal', key, accepted);
  const bytes = typeof key === 'string' ? bytesOf(key) : Uint8Array.from(key);
  if (bytes?.length !== 32) {
    throw new TypeError(`${owner}: \`seal\` has ${bytes ? `${bytes.length} bytes` : 'no base64'}. Pass ${accepted}.`);
  }
  let imported: Promise<CryptoKey> | undefined;
  return () => (imported ??= crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']));
}

/**
 * AES-256-GCM with a nonce of its own for each text.
 *
 * @param key `undefined` for no seal
 */
export function sealOption(owner: string, key: SealKey | undefined): Seal | undefined {
  if (key === undefined) return undefined;
  const imported = keyOf(owner, key);
  const parameters = (iv: Uint8Array<ArrayBuffer>, context: string) => ({
    name: 'AES-GCM',
    iv,
    additionalData: new TextEncoder().encode(context),
  });
  return {
    async close(text, context) {
      const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
      const secret = await crypto.subtle.encrypt(
        parameters(nonce, context),
        await imported(),
        new TextEncoder().encode(text),
      );
      return `${mark}${base64(nonce)}.${base64(new Uint8Array(secret))}`;
    },
    async open(sealed, context) {
      if (!sealed.startsWith(mark)) return undefined;
      const [nonce, secret] = sealed.slice(mark.length).split('.').map(bytesOf);
      if (nonce?.length !== nonceLength || !secret) return undefined;
      const clear = await crypto.subtle
        .decrypt(parameters(nonce, context), await imported(), secret)
        .catch(() => undefined);
      return clear && new TextDecoder().decode(clear);
    },
  };
}
