import type { Environment } from '../credentials/secret.ts';
import { RegistryError } from './errors.ts';

/** What the registry says a key opens. */
export interface KeyGrant {
  clientId: string;
  scopes: readonly string[];
  /** Empty: no limit. */
  resources: readonly string[];
  environment: Environment;
  /** When it ends, in ms since 1970; infinite for never. */
  expiresAt: number;
}

/** Something that happened to a key. */
export interface KeyChange {
  sequence: number;
  /** Lower-case hexadecimal SHA-256 of the key. */
  keyHash: string;
  /** What the key opens from now on, undefined when it opens nothing any more. */
  grant: KeyGrant | undefined;
  /** Tells this change from another one of the same number. */
  fingerprint: string;
}

export interface KeyChanges {
  changes: readonly KeyChange[];
  /** Where to go on. */
  lastSequence: number;
  hasMore: boolean;
}

// The registry is another system: what it says decides who gets in. So nothing is guessed: an answer of another shape, or one
// that contradicts itself, is none, and a field that is missing never counts as "no limit".

/**
 * The answer to `POST /api-keys/validate`.
 *
 * @returns undefined for a key that opens nothing
 * @throws {RegistryError} when it is not of the contract's shape
 */
export function readValidation(body: unknown): KeyGrant | undefined {
  const answer = objectOf(body, 'the answer');
  if (answer['active'] === false) return undefined;
  if (answer['active'] !== true) throw unreadable('active');
  return readGrant(answer);
}

/**
 * The answer to `GET /api-keys/changes`.
 *
 * @param after - the sequence that was asked from
 * @param limit - the number of changes that was asked for
 * @throws {RegistryError} when it is not of the contract's shape, or does not go on from `after`
 */
export function readChanges(body: unknown, after: number, limit: number): KeyChanges {
  const { changes: list, last_sequence: last, has_more: hasMore } = objectOf(body, 'the answer');
  if (!Array.isArray(list) || list.length > limit) throw unreadable('changes');
  if (!isSequence(last)) throw unreadable('last_sequence');
  if (typeof hasMore !== 'boolean') throw unreadable('has_more');
  const changes = list.map(readChange);
  let reached = after;
  for (const { sequence } of changes) {
    if (sequence <= reached) throw unreadable('sequence, which must grow');
    reached = sequence;
  }
  if (changes.length > 0 && last < reached) throw unreadable('last_sequence, which is before the last change');
  // Whoever follows would ask the same again and again.
  if (hasMore && last <= after) throw unreadable('has_more, without a change');
  return { changes, lastSequence: last, hasMore };
}

function readChange(item: unknown): KeyChange {
  const change = objectOf(item, 'a change');
  const { sequence, type, occurred_at: occurredAt, key_hash: keyHash } = change;
  if (!isSequence(sequence)) throw unreadable('sequence');
  if (typeof type !== 'string') throw unreadable('type');
  if (typeof occurredAt !== 'string' || Number.isNaN(Date.parse(occurredAt))) throw unreadable('occurred_at');
  if (typeof keyHash !== 'string' || !/^[0-9a-f]{64}$/u.test(keyHash)) throw unreadable('key_hash');
  const grant = readGrant(change);
  return {
    sequence,
    keyHash,
    // A kind that is not known here counts as `revoked`, as the contract says.
    grant: type === 'issued' || type === 'changed' ? grant : undefined,
    fingerprint: [sequence, type, occurredAt, keyHash].join(' '),
  };
}

function readGrant(from: Readonly<Record<string, unknown>>): KeyGrant {
  const { client_id: clientId, scopes, resources, environment, expires_at: expiresAt } = from;
  // It is written down as the author of values: only what the contract lets an identifier be.
  if (typeof clientId !== 'string' || !/^[0-9A-Za-z_-]{1,64}$/u.test(clientId)) throw unreadable('client_id');
  if (!isListOfTexts(scopes)) throw unreadable('scopes');
  if (!isListOfTexts(resources)) throw unreadable('resources');
  if (environment !== 'live' && environment !== 'test') throw unreadable('environment');
  return { clientId, scopes, resources, environment, expiresAt: readEnd(expiresAt) };
}

function readEnd(expiresAt: unknown): number {
  if (expiresAt === null) return Number.POSITIVE_INFINITY;
  const end = typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN;
  if (Number.isNaN(end)) throw unreadable('expires_at');
  return end;
}

function objectOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(what);
  return value as Record<string, unknown>;
}

const isSequence = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** Names the field, never its value: a registry that lies may put a key there. */
const unreadable = (what: string) => new RegistryError('shape', `Its answer does not match its contract: ${what}.`);
