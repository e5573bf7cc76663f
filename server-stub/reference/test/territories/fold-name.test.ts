import { expect, it } from 'vitest';
import { foldName } from '../../src/territories/fold-name.ts';

it.each([
  ['Métropole de Lyon', 'metropole de lyon'],
  ['CŒUR DE FLANDRE', 'coeur de flandre'],
  ['Ætius', 'aetius'],
  ['L’Île-d’Yeu', "l'ile-d'yeu"],
])('%s is found as "%s"', (name, folded) => {
  expect(foldName(name)).toBe(folded);
});
