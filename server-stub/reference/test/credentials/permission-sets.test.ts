import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { custom, permissionSets } from '../../src/credentials/permission-sets.ts';
import { permittedScopes } from '../../src/users/roles.ts';
import { readContract } from '../../src/contract.ts';

interface Bundle {
  'x-permission-sets': Record<string, string[]>;
  'x-roles': Record<string, string[]>;
  components: {
    examples: Record<string, { value: unknown }>;
    schemas: Record<string, { enum?: string[]; properties?: Record<string, Record<string, unknown>> }>;
  };
}

const bundle = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../spec/dist/${name}.json`, import.meta.url), 'utf8')) as Bundle;
const contract = bundle('full');

it('the permission sets are those of the contract, from which clients know which one to ask for', () => {
  const own = permissionSets.filter(({ name }) => name !== custom).map(({ name, scopes }) => [name, scopes]);
  expect(contract['x-permission-sets']).toEqual(Object.fromEntries(own));
});

it('the example of the list, and the names that requests may give, are what the server knows', () => {
  expect(contract.components.examples['permissionSets.list.success']?.value).toEqual({ data: permissionSets });
  const names = permissionSets.map(({ name }) => name);
  const { PermissionSet: answered, PermissionSetName: asked } = contract.components.schemas;
  expect(answered?.properties?.name?.['x-extensible-enum']).toEqual(names);
  expect(asked?.enum).toEqual(names);
});

it('sets and roles of the contract name scopes that it has, and an administrator may do everything', async () => {
  const { scopes } = await readContract();
  const named = [...Object.values(contract['x-permission-sets']), ...Object.values(contract['x-roles'])].flat();
  expect(named.filter((scope) => !scopes.includes(scope))).toEqual([]);
  const administrator = permittedScopes([{ role: 'administrateur', collectiviteId: null }]);
  expect([...administrator].toSorted()).toEqual(scopes.toSorted());
});

it('a role that this version does not know permits what everybody may, and nothing more', () => {
  for (const role of ['constructor', 'toString', 'préfet']) {
    expect([...permittedScopes([{ role, collectiviteId: null }])]).toEqual(contract['x-roles'].utilisateur);
  }
});

it('which roles there are does not leave the house', () => {
  expect(bundle('public')).not.toHaveProperty('x-roles');
  expect(contract['x-roles']).toHaveProperty('administrateur');
});
