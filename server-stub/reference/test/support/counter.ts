import { builtInApplicationId, createBuiltInApplication } from '../../src/applications/repository.ts';
import { Peppers } from '../../src/credentials/pepper.ts';
import { Passwords } from '../../src/users/passwords.ts';
import type { Store } from '../../src/store/index.ts';
import { testConfig } from './app.ts';

export const password = 'cheval exact pile agrafe';
const lea = '17440546-f389-4d4f-bfdb-b0c94a1bd0f9';

/** What people need to sign in, without the rest of the demonstration: Léa with a password, and the built-in application. */
export async function furnish(db: Store): Promise<void> {
  const known = await db
    .selectFrom('application')
    .select('client_id')
    .where('client_id', '=', builtInApplicationId)
    .execute();
  if (known.length === 0) await createBuiltInApplication(db);
  await db
    .insertInto('utilisateur')
    .values({ id: lea, login: 'lea', prenom: 'Léa', nom: 'Fontaine', email: 'lea@lyon.example', status: 'active' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // As cheap as a test may be: the cost is read from the digest.
  await new Passwords(db, new Peppers(testConfig.peppers ?? []), { ln: 10, r: 8, p: 1 }).set(lea, password);
}

/** The same, and Léa may do all: enough to give her credentials, in a hundredth of the time that the demonstration takes. */
export async function employ(db: Store): Promise<void> {
  await furnish(db);
  await db
    .insertInto('utilisateur_role')
    .values({ utilisateur_id: lea, role: 'administrateur', collectivite_id: null })
    .execute();
}
