import { AccessToken } from '../access-token.ts';
import type { Seal } from './seal.ts';

/** Version of what is written; another is not read. */
const version = 1;
/** How far a writer's clock may be ahead, in milliseconds. */
const aheadAtMost = 60_000;
const longestLifetime = 24 * 3_600_000;

/** A token as it lies in a store, and the key that it belongs to. */
export async function writeEntry(key: string, token: AccessToken, seal: Seal | undefined): Promise<string> {
  const { value, type, scopes, requestedAt, expiresAt } = token;
  const text = JSON.stringify({ version, key, value, type, scopes, requestedAt, expiresAt });
  return seal ? seal.close(text, key) : text;
}

const isTime = (value: unknown): value is number => Number.isFinite(value);

/**
 * Reads what lies in a store, which anybody may have written there.
 *
 * @param now milliseconds since the epoch
 * @param remaining milliseconds that the token has left by the store's own clock, where it has one
 * @returns `undefined` for whatever is not a token of this key that can be used
 */
export async function readEntry(
  key: string,
  text: string,
  { seal, now, remaining }: { seal: Seal | undefined; now: number; remaining?: number | undefined },
): Promise<AccessToken | undefined> {
  const clear = seal ? await seal.open(text, key) : text;
  let entry: Record<string, unknown> | null | undefined;
  try {
    entry = JSON.parse(String(clear)) as Record<string, unknown> | null;
  } catch {
    // Of another key, or of no store of ours.
  }
  if (entry?.['version'] !== version || entry['key'] !== key) return undefined;
  const { value, type, scopes, requestedAt, expiresAt } = entry;
  // Visible ASCII only: anything else would break out of the header it is sent in.
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) return undefined;
  if (type !== 'Bearer' && type !== 'DPoP') return undefined;
  if (scopes !== undefined && !(Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string'))) {
    return undefined;
  }
  if (!isTime(requestedAt) || !isTime(expiresAt)) return undefined;
  const lifetime = expiresAt - requestedAt;
  if (lifetime <= 0 || lifetime > longestLifetime) return undefined;
  const parts = { value, type, scopes: scopes as string[] | undefined } as const;
  if (remaining === undefined) {
    // Written by a clock that is ahead, or before this one was set back: how old it is nobody knows.
    if (requestedAt > now + aheadAtMost) return undefined;
    return new AccessToken({ ...parts, requestedAt, expiresAt });
  }
  const endsAt = now + Math.min(remaining, lifetime);
  return new AccessToken({ ...parts, requestedAt: endsAt - lifetime, expiresAt: endsAt });
}
