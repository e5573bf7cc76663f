import { identity } from '../../../../guichet.config.ts';
import type { Config } from '../config.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/schema.ts';
import { fleetingPepper, pepperFromFile } from './pepper-file.ts';
import { Peppers } from './pepper.ts';
import { signingKeyPurpose } from './signing-keys.ts';

type PepperSettings = Pick<Config, 'peppers' | 'pepperVersion' | 'database' | 'dataDirectory'>;

/**
 * The peppers of the settings, after checking that they are those of the database.
 *
 * @throws StoreError when one is not the key that the database knows under its version
 */
export async function openPeppers(db: Store, settings: PepperSettings): Promise<Peppers> {
  const peppers = new Peppers(settings.peppers ?? (await ownPeppers(settings)), settings.pepperVersion);
  await checkPeppers(db, peppers);
  return peppers;
}

function ownPeppers({ database, dataDirectory }: PepperSettings) {
  return database.kind === 'memory' ? [fleetingPepper()] : pepperFromFile(dataDirectory);
}

/**
 * Opens the canary of each pepper, and leaves one where there is none yet. With a wrong key the server would find every
 * secret and password wrong, and would write what nobody else could open.
 */
async function checkPeppers(db: Store, peppers: Peppers): Promise<void> {
  const fresh = await checkCanaries(db, peppers);
  // A database from before the canaries has signing keys to try.
  for (const version of fresh) await checkSigningKeys(db, peppers, version);
  if (fresh.length === 0) return;
  await db
    .insertInto('pepper_canary')
    .values(
      fresh.map((version) => ({
        ...peppers.seal('canary', purpose, String(version), version),
        created_at: new Date(),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Another process may have left one first.
  await checkCanaries(db, peppers);
}

/** @returns the versions that have no canary yet */
async function checkCanaries(db: Store, peppers: Peppers): Promise<number[]> {
  const rows = await db.selectFrom('pepper_canary').select(['pepper_version', 'sealed']).execute();
  return peppers.versions.filter((version) => {
    const canary = rows.find((row) => row.pepper_version === version);
    if (canary === undefined) return true;
    if (peppers.open(canary.sealed, version, purpose, String(version)) === undefined) throw wrong(version);
    return false;
  });
}

const purpose = 'canaries';

async function checkSigningKeys(db: Store, peppers: Peppers, version: number): Promise<void> {
  const rows = await db
    .selectFrom('signing_key')
    .select(['kid', 'sealed_key'])
    .where('pepper_version', '=', version)
    .where((where) => where.or([where('retires_at', 'is', null), where('retires_at', '>', new Date())]))
    .execute();
  const opens = rows.some((row) => peppers.open(row.sealed_key, version, signingKeyPurpose, row.kid) !== undefined);
  if (rows.length > 0 && !opens) throw wrong(version);
}

const wrong = (version: number) =>
  new StoreError(
    `Pepper ${version} of ${identity.envPrefix}PEPPER is not the one that this database knows as ${version}. Configure that one: ` +
      'it is kept with the secrets of this installation. A new key needs a version that was never used.',
  );
