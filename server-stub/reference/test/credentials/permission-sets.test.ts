import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { custom, permissionSets } from '../../src/credentials/permission-sets.ts';

it('the permission sets are those of the contract, from which clients know which one to ask for', () => {
  const file = new URL('../../../../spec/dist/full.json', import.meta.url);
  const contract = JSON.parse(readFileSync(file, 'utf8')) as { 'x-permission-sets': Record<string, string[]> };
  const own = permissionSets.filter(({ name }) => name !== custom).map(({ name, scopes }) => [name, scopes]);
  expect(contract['x-permission-sets']).toEqual(Object.fromEntries(own));
});
