import { platform, recordChange } from '../audit/changes.ts';
import type { Peppers } from '../credentials/pepper.ts';
import { nextSecond } from '../issue-times.ts';
import type { Store } from '../store/schema.ts';
import { signOut } from './sign-out.ts';
import { decoyDigest, hashPassword, recommendedCost, verifyPassword, type ScryptCost } from './password-hash.ts';

/** The least and the most characters of a password: NIST SP 800-63B-4 asks for 15 where nothing else is asked for. */
export const passwordLength = { least: 15, most: 200 };

/**
 * The passwords of people. A digest lies sealed under the pepper and names its owner: a stolen database gives nothing to
 * guess against, and a digest that is put into another row opens nothing.
 */
export class Passwords {
  readonly #db: Store;
  readonly #peppers: Peppers;
  readonly #cost: ScryptCost;
  readonly #decoy: string;

  /** @param cost - of new digests. Default what OWASP asks for */
  constructor(db: Store, peppers: Peppers, cost: ScryptCost = recommendedCost) {
    this.#db = db;
    this.#peppers = peppers;
    this.#cost = cost;
    this.#decoy = decoyDigest(cost);
  }

  /**
   * Sets a password, and ends what was signed in with the one before: whoever had that is out. It takes up to a second
   * longer, so that who signs in next is not taken for signed in before.
   *
   * @throws TypeError when it is too short or too long
   */
  async set(userId: string, password: string): Promise<void> {
    const { length } = [...password];
    if (length < passwordLength.least || length > passwordLength.most) {
      throw new TypeError(`A password has ${passwordLength.least} to ${passwordLength.most} characters.`);
    }
    const digest = await hashPassword(password, this.#cost);
    const row = { ...this.#peppers.seal(digest, passwordPurpose, userId), changed_at: new Date() };
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('utilisateur_password')
        .values({ utilisateur_id: userId, ...row })
        .onConflict((conflict) => conflict.column('utilisateur_id').doUpdateSet(row))
        .execute();
      await signOut(transaction, this.#peppers, userId);
      await recordChange(transaction, { subjectId: userId }, 'person.password_set', platform);
    });
    await nextSecond();
  }

  /**
   * Whether it is the password of a person. For nobody, and for a person without one, it does the same work to no effect.
   *
   * @param userId - undefined for a login that nobody has
   * @throws ProblemError 503 when too many are checked at once
   */
  async verify(userId: string | undefined, password: string): Promise<boolean> {
    const id = userId ?? nobody;
    const row = await this.#db
      .selectFrom('utilisateur_password')
      .select(['sealed', 'pepper_version'])
      .where('utilisateur_id', '=', id)
      .executeTakeFirst();
    const digest = row && this.#peppers.open(row.sealed, row.pepper_version, passwordPurpose, id);
    const matches = await verifyPassword(password.slice(0, 4 * passwordLength.most), digest ?? this.#decoy);
    return matches && digest !== undefined;
  }
}

/** What digests of passwords are sealed for. */
export const passwordPurpose = 'passwords';
/** The nil UUID (RFC 9562 section 5.9). */
const nobody = '00000000-0000-0000-0000-000000000000';
