import type { Selectable } from 'kysely';
import type { SigningKeyTable, Store } from '../store/schema.ts';
import { platform, recordChange } from '../audit/changes.ts';
import type { Peppers } from './pepper.ts';
import { addSigningKey, changeKeys } from './signing-keys.ts';
import { OperatorError } from '../operator-error.ts';

type KeyRow = Pick<Selectable<SigningKeyTable>, 'kid' | 'alg' | 'created_at' | 'activates_at' | 'retires_at'>;

/** What a signing key does now. */
export type KeyState = 'published' | 'signing' | 'verifying' | 'retired';

export interface KeyDescription extends KeyRow {
  state: KeyState;
}

/** The keys cannot be changed like that. The message says what to do instead. */
export class KeyRotationError extends OperatorError {
  override name = 'KeyRotationError';
}

export interface Rotation {
  /** How long the new key is published before it signs, in seconds: until every replica and every verifier knows it. */
  delay: number;
  /** How long tokens of the old key count after it ceased to sign, in seconds: until the last of them has ended. */
  keep: number;
  /** The old keys are compromised: their tokens are refused from now on, whatever `keep` says. Default false. */
  revokeOld?: boolean;
}

/** All keys there were, the newest first. */
export async function listSigningKeys(db: Store): Promise<KeyDescription[]> {
  const now = new Date();
  const rows = await db
    .selectFrom('signing_key')
    .select(['kid', 'alg', 'created_at', 'activates_at', 'retires_at'])
    .orderBy('activates_at', 'desc')
    .execute();
  const signing = rows.find((row) => isLive(row, now) && row.activates_at <= now);
  return rows.map((row) => ({ ...row, state: stateOf(row) }));

  function stateOf(row: KeyRow): KeyState {
    if (!isLive(row, now)) return 'retired';
    if (row === signing) return 'signing';
    return row.activates_at > now ? 'published' : 'verifying';
  }
}

const isLive = ({ retires_at }: KeyRow, now: Date) => retires_at === null || retires_at > now;

/**
 * Makes a new signing key. It is published at once, signs after a while, and the old one verifies until its last token
 * has ended: no token is refused on the way, at no replica.
 *
 * @throws KeyRotationError while another rotation is under way
 */
export async function rotateSigningKey(
  db: Store,
  peppers: Peppers,
  { delay, keep, revokeOld = false }: Rotation,
): Promise<{ kid: string; activatesAt: Date }> {
  return changeKeys(db, async (transaction) => {
    const coming = (await listSigningKeys(transaction)).find(({ state }) => state === 'published');
    if (coming !== undefined && !revokeOld) {
      throw new KeyRotationError(
        `A rotation is under way: key ${coming.kid} signs from ${coming.activates_at.toISOString()} on. ` +
          'Wait until then, or end it with keys retire.',
      );
    }
    const now = Date.now();
    const activatesAt = new Date(now + delay * 1_000);
    const end = revokeOld ? new Date(now) : new Date(activatesAt.getTime() + keep * 1_000);
    await transaction
      .updateTable('signing_key')
      .set({ retires_at: end })
      .where((where) => where.or([where('retires_at', 'is', null), where('retires_at', '>', end)]))
      .execute();
    const { kid } = await addSigningKey(transaction, peppers, activatesAt);
    await recordChange(transaction, {}, 'signing_key.rotated', platform, {
      kid,
      activates_at: activatesAt.toISOString(),
      older_retire_at: end.toISOString(),
    });
    return { kid, activatesAt };
  });
}

/**
 * Ends a key: its tokens are refused from now on.
 *
 * @throws KeyRotationError when there is no such key, or when it is the one that signs
 */
export async function retireSigningKey(db: Store, kid: string): Promise<void> {
  await changeKeys(db, async (transaction) => {
    const keys = await listSigningKeys(transaction);
    const key = keys.find((one) => one.kid === kid);
    if (key === undefined) throw new KeyRotationError(`There is no key ${kid}. keys list shows them.`);
    if (key.state === 'retired') throw new KeyRotationError(`Key ${kid} is retired already.`);
    if (key.state === 'signing') {
      throw new KeyRotationError(
        `Key ${kid} is the one that signs. Replace it with keys rotate; if it is compromised, with ` +
          'keys rotate --now --revoke-old.',
      );
    }
    await transaction.updateTable('signing_key').set({ retires_at: new Date() }).where('kid', '=', kid).execute();
    await recordChange(transaction, {}, 'signing_key.retired', platform, { kid });
    // The key that was to be replaced goes on.
    if (key.state === 'published') {
      const signing = keys.find(({ state }) => state === 'signing');
      await transaction
        .updateTable('signing_key')
        .set({ retires_at: null })
        .where('kid', '=', signing?.kid ?? '')
        .execute();
    }
  });
}
