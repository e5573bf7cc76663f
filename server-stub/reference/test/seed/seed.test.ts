import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/seed/catalogue.ts';
import { frenchCollectivites } from '../../src/seed/collectivites.ts';
import { seed } from '../../src/seed/index.ts';
import { inventLabellisations } from '../../src/seed/labellisations.ts';
import { authorOf } from '../../src/seed/users.ts';
import { inventValues } from '../../src/seed/values.ts';
import { migrate, openStore } from '../../src/store/index.ts';
import { createPostgres, postgresMissing } from '../support/databases.ts';

describe('the seed', () => {
  it('is the same each time, with the identifiers that the contract shows', async () => {
    const [once, twice] = await Promise.all([frenchCollectivites(), frenchCollectivites()]);
    expect(once).toEqual(twice);
    expect(new Set(once.map(({ id }) => id)).size).toBe(once.length);
    const byId = new Map(once.map((row) => [row.id, row]));
    expect([3812, 3829, 5066].map((id) => byId.get(id)?.siren)).toEqual(['200046977', '244400404', '243900354']);
    const lyon = once.filter(({ id }) => id === 3812);
    expect(inventValues(lyon, 'live', authorOf, 1)).toEqual(inventValues(lyon, 'live', authorOf, 1));
    expect(inventLabellisations(lyon)).toEqual(inventLabellisations(lyon));
  });

  it('stays within the bounds of each indicator, and never in the future', async () => {
    const lyon = (await frenchCollectivites()).filter(({ id }) => id === 3812);
    const bounds = new Map(catalogue.map((entry) => [entry.id, entry]));
    const values = inventValues(lyon, 'live', authorOf, 1);
    expect(values.length).toBeGreaterThan(10);
    for (const { indicateur_id, resultat, objectif, modified_at, created_at } of values) {
      const { borneMin, borneMax } = bounds.get(indicateur_id as number) ?? {};
      for (const value of [resultat, objectif] as (number | null)[]) {
        if (value === null) continue;
        expect(value).toBeGreaterThanOrEqual(borneMin ?? -Infinity);
        expect(value).toBeLessThanOrEqual(borneMax ?? Infinity);
      }
      expect(String(modified_at) >= String(created_at)).toBe(true);
      expect(Date.parse(String(modified_at))).toBeLessThan(Date.parse('2026-01-01'));
    }
  });

  it('has at least 60 indicators, with identifiers of three referentiels', () => {
    expect(catalogue.length).toBeGreaterThanOrEqual(60);
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    for (const start of ['cae_', 'eci_', 'te_']) {
      expect(catalogue.some(({ identifiant }) => identifiant?.startsWith(start))).toBe(true);
    }
  });

  it.skipIf(postgresMissing !== undefined)(
    `sown by two processes at once: once, and the next value gets a new identifier${postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`}`,
    async () => {
      const { location, drop } = await createPostgres();
      const stores = await Promise.all([openStore(location), openStore(location)]);
      try {
        await migrate(stores[0].db);
        expect((await Promise.all(stores.map(({ db }) => seed(db)))).toSorted()).toEqual([false, true]);
        const { rows } = await sql<{ next: number; last: number }>`
          select nextval(pg_get_serial_sequence('indicateur_valeur', 'id')) as next, max(id) as last from indicateur_valeur
        `.execute(stores[0].db);
        expect(rows[0]?.next).toBe((rows[0]?.last ?? 0) + 1);
      } finally {
        await Promise.all(stores.map((store) => store.close()));
        await drop();
      }
    },
  );
});
