/** What the guides on access and pages say of scopes, times and limits is what contract and code have, in both languages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AccessToken } from '../../sdk/runtime/src/auth/access-token.ts';
import { isUsable, renewalPoint } from '../../sdk/runtime/src/auth/token-lifetime.ts';
import { pollingInterval } from '../../server-stub/front/src/oauth/polling.ts';
import { readConfig } from '../../server-stub/reference/src/config.ts';
import { permissionSets } from '../../server-stub/reference/src/credentials/permission-sets.ts';
import { visibleDays } from '../../server-stub/reference/src/credentials/secrets.ts';
import { keptDays } from '../../server-stub/reference/src/usage/retention.ts';
import { permitsOn } from '../../server-stub/reference/src/users/roles.ts';
import { type Document, builtBundles, operationsOf, root } from '../../spec/test/documents.ts';

const bundles = builtBundles();
const contracts = [bundles.public, bundles['registry-public']];

const scopesOf = ({ components }: Document): string[] =>
  Object.keys(components['securitySchemes']?.['oauth2']?.flows?.['clientCredentials']?.scopes ?? {});

/** Operations that a token with this scope alone opens. */
const openedBy = (scope: string): string[] =>
  contracts
    .flatMap(operationsOf)
    .filter(({ security = [] }) => security.some(({ oauth2 }) => oauth2?.includes(scope)))
    .map(({ operationId }) => operationId);

/** The first number after a word in a file of the contract. */
const numberIn = (file: string, word: string): number =>
  Number(new RegExp(`${word}: (\\d+)`).exec(readFileSync(join(root, 'spec', file), 'utf8'))?.[1] ?? Number.NaN);

describe.each(['en', 'fr'])('guides in %s', (language) => {
  /** What stands below a heading, up to the next one of its level. */
  const section = (slug: string, anchor: string): string => {
    const text = readFileSync(join(root, `spec/guides/${language}/${slug}.md`), 'utf8');
    const found = new RegExp(`^## .*\\{[^}]*#${anchor}\\b[^}]*\\}\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(
      text,
    );
    expect(found, `${slug}#${anchor}`).not.toBeNull();
    return found?.[1] ?? '';
  };
  /** The cells of the rows whose first cell begins with code, by that code. */
  const rows = (slug: string, anchor: string): Map<string, string[]> =>
    new Map(
      [...section(slug, anchor).matchAll(/^\| `([\w.]+)`.*\|$/gm)].map(([row, name = '']) => [
        name,
        row
          .split('|')
          .slice(2, -1)
          .map((cell) => cell.trim()),
      ]),
    );
  const has = (slug: string, anchor: string, ...numbers: (number | string)[]) => {
    const text = section(slug, anchor);
    for (const number of numbers) expect(text).toMatch(new RegExp(`(?<![\\d.])${number}(?!\\d|\\.\\d)`));
  };

  it('scopes: all that partners can meet, and no other', () => {
    expect([...rows('scopes', 'all-scopes').keys()].toSorted()).toEqual(contracts.flatMap(scopesOf).toSorted());
  });

  it('scopes: each with the operations that it opens', () => {
    for (const [scope, [, operations = '']] of rows('scopes', 'all-scopes')) {
      const linked = [...operations.matchAll(/operation:([\w.]+)/g)].map(([, id]) => id);
      // The row of administrators names them in words.
      expect(linked.toSorted(), `spec/guides/${language}/scopes.md, the row of ${scope}`).toEqual(
        scope === 'credentials.admin' ? [] : openedBy(scope).toSorted(),
      );
    }
  });

  it('scopes: permission sets hold what the table says', () => {
    const sets = permissionSets.filter(({ name }) => name !== 'custom');
    const table = [...rows('scopes', 'permission-sets')];
    for (const [index, { name, scopes }] of sets.entries()) {
      expect(section('scopes', 'permission-sets')).toContain(`\`${name}\``);
      expect(
        table
          .filter(([, cells]) => cells[index] !== '')
          .map(([scope]) => scope)
          .toSorted(),
        name,
      ).toEqual(scopes.toSorted());
    }
  });

  it('before you code: roles read and write values as the table says', () => {
    const table = rows('before-you-code', 'who');
    expect(table.size).toBe(4);
    const no = language === 'en' ? 'no' : 'non';
    for (const [role, [, reads, writes]] of table) {
      const may = (scope: string) => permitsOn([{ role, collectiviteId: 1 }], scope, 1);
      expect(reads !== no, role).toBe(may('indicateurs.valeurs.read'));
      expect(writes !== no, role).toBe(may('indicateurs.valeurs.write'));
    }
  });

  it('authentication: a token is renewed and given up when the picture says so', () => {
    const { tokenTtl } = readConfig({});
    const token = new AccessToken({ value: 'a', requestedAt: 0, expiresAt: tokenTtl * 1000 });
    const clock = (ms: number) => `${Math.floor(ms / 60_000)}:${String((ms / 1000) % 60).padStart(2, '0')}`;
    has(
      'authentication',
      'tokens',
      `${tokenTtl / 60} minutes`,
      clock(renewalPoint(token, 1)),
      clock(renewalPoint(token, 0)),
    );
    const usable = [6, 5, 4].map((seconds) => isUsable(token, (tokenTtl - seconds) * 1000));
    expect(usable).toEqual([true, false, false]);
    has('authentication', 'tokens', language === 'en' ? '5 seconds' : '5 secondes');
    has('authentication', 'flows', `${pollingInterval} second`);
  });

  it('credentials: grace period, lists and usage last as long as it says', () => {
    const rotation = 'components/schemas/CredentialSecretCreateRequest.yaml';
    expect(numberIn(rotation, 'default')).toBe(86_400);
    has('credentials', 'rotate', `${numberIn(rotation, 'maximum') / 86_400} (?:days|jours)`, visibleDays);
    has('credentials', 'what-you-see', keptDays.hours, keptDays.days);
  });

  it('API keys: the grace period is as it says', () => {
    const issue = 'registry/components/schemas/ApiKeyIssueRequest.yaml';
    expect(numberIn(issue, 'default')).toBe(0);
    has('api-keys', 'rotate', `${numberIn(issue, 'maximum') / 86_400} (?:days|jours)`);
  });

  it('limits of requests are those of the contract', () => {
    const [limit, fewest] = ['maximum', 'default'].map((word) => numberIn('components/parameters/limit.yaml', word));
    expect(rows('pagination', 'a-page').get('limit')?.slice(1)).toEqual([`${fewest}`, `${limit}`]);
    const indicators = numberIn('components/parameters/indicateurIds.yaml', 'maxItems');
    const values = numberIn('components/schemas/ValeursUpsertRequest.yaml', 'maxItems');
    has('before-you-code', 'limits', limit!, fewest!, indicators, values);
  });
});
