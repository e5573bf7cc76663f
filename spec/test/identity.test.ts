import { describe, expect, it } from 'vitest';
import { identity } from '../../guichet.config.ts';
import { renameIdentity, renameIdentityDeep } from '../plugins/identity.js';
import { bundleUnder } from './documents.ts';

const acme = {
  title: 'Acme Ouverture',
  slug: 'acme-ouverture',
  scope: '@acme',
  envPrefix: 'ACME_',
  secretPrefix: 'acm_',
  problemBase: 'https://errors.acme.example/p/',
  homepage: 'https://acme.example',
};

describe('renameIdentity', () => {
  it.each([
    ['Guichet is a counter. guichet-server --help', 'Acme Ouverture is a counter. acme-ouverture-server --help'],
    ["import { x } from '@guichet/sdk'", "import { x } from '@acme/sdk'"],
    ['GUICHET_BASE_URL and GUICHET', 'ACME_BASE_URL and ACME_OUVERTURE'],
    ['^gch_(live|test)_', '^acm_(live|test)_'],
    ['https://guichet.example/problems/not-found', 'https://errors.acme.example/p/not-found'],
    ['https://guichet.example/oauth/token', 'https://acme.example/oauth/token'],
    ['hello@guichet.example', 'hello@acme-ouverture.example'],
    [
      'class GuichetError; const guichetFetch; /__guichet/ready',
      'class AcmeOuvertureError; const acmeOuvertureFetch; /__acme-ouverture/ready',
    ],
  ])('%s', (before, after) => {
    expect(renameIdentity(before, acme)).toBe(after);
  });

  it('changes nothing under the identity the sources are written in', () => {
    const text =
      'Guichet guichet GUICHET_ gch_ @guichet/sdk https://guichet.example/problems/x https://guichet.example';
    expect(renameIdentity(text, identity)).toBe(text);
  });

  it('a new name that contains the old one is not replaced again', () => {
    const next = { ...acme, slug: 'mon-guichet', title: 'Mon Guichet' };
    expect(renameIdentity('Guichet, guichet', next)).toBe('Mon Guichet, mon-guichet');
  });

  it('renames a text once only, also when the new name contains the old one', () => {
    const next = {
      ...identity,
      title: 'Mon Guichet',
      slug: 'mon-guichet',
      scope: '@mon-guichet',
      envPrefix: 'MON_GUICHET_',
    };
    const once = renameIdentity('Guichet guichet-server @guichet/sdk GUICHET_PORT GuichetError', next);
    expect(once).toBe('Mon Guichet mon-guichet-server @mon-guichet/sdk MON_GUICHET_PORT MonGuichetError');
    expect(renameIdentity(once, next)).toBe(once);
  });

  it('renames keys too, in their order', () => {
    const renamed = renameIdentityDeep({ a: 1, GUICHET_A: ['Guichet'], z: { guichet: null } }, acme);
    expect(JSON.stringify(renamed)).toBe('{"a":1,"ACME_A":["Acme Ouverture"],"z":{"acme-ouverture":null}}');
  });
});

describe('the decorator identity', () => {
  it.each(['spec/openapi.yaml', 'spec/registry/openapi.yaml'])('%s keeps no trace of the old name', async (source) => {
    const text = JSON.stringify(await bundleUnder({ 'usage/identity': acme }, source));
    expect(text).not.toMatch(/guichet|gch_/i);
    expect(text).toContain('https://errors.acme.example/p/not-found');
    expect(text).toMatch(/acm_(live|key)_/);
  });
});
