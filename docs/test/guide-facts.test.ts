/** What guides say of codes, numbers and names is what the code has, in both languages. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { OpenApiDocument } from '../../server-stub/front/src/contract/document.ts';
import { memoryRateLimits } from '../../server-stub/front/src/limits/rate-limit-budgets.ts';
import { rateLimitHeaders } from '../../server-stub/front/src/limits/rate-limits.ts';
import { problemKinds } from '../../server-stub/front/src/problem.ts';
import { demoClients } from '../../server-stub/mock/src/credentials.ts';
import { startMock } from '../../server-stub/mock/src/index.ts';
import { readConfig } from '../../server-stub/reference/src/config.ts';
import * as presets from '../../sdk/client/src/testing/presets.ts';
import { retryPolicy } from '../../sdk/runtime/src/transport/retry.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Schema {
  properties?: Record<string, Schema>;
  enum?: string[];
  'x-extensible-enum'?: string[];
}

/** The values that a schema lists, or one of its properties. */
const valuesOf = (name: string, property?: string): string[] => {
  const whole = parse(read(`spec/components/schemas/${name}.yaml`)) as Schema;
  const schema = property === undefined ? whole : whole.properties?.[property];
  return schema?.['x-extensible-enum'] ?? schema?.enum ?? [];
};

/** The part of a text below a heading with this anchor. */
const section = (text: string, anchor: string): string => text.split(`{#${anchor}}`)[1]?.split(/^## /m)[0] ?? '';
const numbers = (text: string): string => text.replace(/(?<=\d)[,\u00a0 ](?=\d{3}\b)/g, '');

describe.each(['en', 'fr'])('guides in %s', (language) => {
  const guide = (slug: string): string => read(`spec/guides/${language}/${slug}.md`);

  it('errors: the table has every type of the server, at its status', () => {
    const rows = [...section(guide('errors'), 'all-types').matchAll(/^\| (\d{3}) +\|(.*)\|$/gm)];
    const told = rows.flatMap(([, status, types = '']) =>
      [...types.matchAll(/\(#([\w-]+)\)/g)].map(([, type]) => [type, Number(status)]),
    );
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(Object.entries(problemKinds).map(([type, { status }]) => [type, status])),
    );
  });

  it('errors: every error of the OAuth endpoints has a row', () => {
    const [, ...rows] = section(guide('errors'), 'oauth-endpoints').matchAll(/^\| `(\w+)`/gm);
    const told = rows.map(([, code]) => code);
    expect(told.toSorted()).toEqual(valuesOf('OAuthError', 'error').toSorted());
  });

  it('errors: what is said to be tried again is what the SDK tries again', () => {
    const again = section(guide('errors'), 'when-to-try-again');
    const { statusCodes, limit } = retryPolicy('test', undefined);
    for (const status of [429, 500, 503]) {
      expect(again).toContain(`\`${status}\``);
      expect(statusCodes).toContain(status);
    }
    expect(limit).toBe(2);
    expect(again).toMatch(/two more tries|deux essais de plus/);
  });

  it('errors: a field of a body that is not known is refused, a query parameter is ignored', async () => {
    expect(section(guide('errors').replace('### ', '## '), 'invalid-request')).toMatch(/is ignored|est ignoré/);
    const mock = await startMock({ port: 0, contract: JSON.parse(read('spec/dist/public.json')) as OpenApiDocument });
    const { accessToken } = await mock.tokens.issueToken({
      subject: 'lea',
      clientId: mock.credential.clientId,
      scopes: mock.contract.scopes,
    });
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const call = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${mock.url}/api/v1${path}`, { headers, ...init })).status;
    expect(await call('/collectivites?tpye=epci')).toBe(200);
    const value = { collectiviteId: 3812, indicateurId: 1, dateValeur: '2026-01-01' };
    const write = (body: object) => call('/indicateurs/valeurs', { method: 'POST', body: JSON.stringify(body) });
    expect(await write({ valeurs: [value] })).toBe(200);
    expect(await write({ valeurs: [value], valuers: [] })).toBe(400);
    await mock.close();
  });

  it('rate limits: names, limits and headers are those of the server', () => {
    const text = guide('rate-limits');
    const { rateLimit, tokenRateLimit } = readConfig({ NODE_ENV: 'test' });
    expect([rateLimit, tokenRateLimit]).toEqual([
      { quota: 600, window: 60 },
      { quota: 600, window: 60 },
    ]);
    const limits = memoryRateLimits({ name: 'default', quota: 600, window: 60 });
    limits.take('somebody');
    const headers = rateLimitHeaders(limits.take('somebody'));
    const example = (name: string) =>
      (parse(read(`spec/components/headers/${name}.yaml`)) as { example: string }).example;
    expect(example('RateLimitPolicy')).toBe(headers['ratelimit-policy']);
    expect(example('RateLimit')).toMatch(/^"default";r=5\d\d;t=\d+$/);
    expect(text).toContain(`RateLimit-Policy: ${headers['ratelimit-policy']}\nRateLimit: ${headers.ratelimit}\n`);
    expect(numbers(text)).toMatch(/600 (?:in any|par période de) 60 seconde?s/);
  });

  it('testing: the table has every preset', () => {
    const told = [...section(guide('testing').replace('### ', '## '), 'a-bad-day').matchAll(/^\| `(\w+)` /gm)];
    expect(told.map(([, name]) => name).toSorted()).toEqual(Object.keys(presets).toSorted());
  });

  it('testing: the table has every demo credential of the mock', () => {
    const [, part = ''] = guide('testing').split('{#the-mock-scenarios}');
    const told = [...(part.split(/^### /m)[0] ?? '').matchAll(/^\| `([\w-]+)` /gm)].map(([, name]) => name);
    expect(told).toEqual(['client_id', ...demoClients().map(({ clientId }) => clientId)]);
  });

  it('glossary: values of lists are those of the contract', () => {
    const text = guide('glossary');
    const entry = (anchor: string) => text.split(`{#${anchor}}`)[1]?.split(/^###? /m)[0] ?? '';
    const all = [
      ['nature-insee', valuesOf('Collectivite', 'natureInsee')],
      ['referentiel', valuesOf('Referentiel')],
      ['role', valuesOf('CollectiviteRole')],
      ['permission-set', valuesOf('PermissionSetName')],
    ] as const;
    for (const [anchor, values] of all) {
      expect(values.length, anchor).toBeGreaterThan(2);
      for (const value of values) expect(entry(anchor), anchor).toContain(`\`${value}\``);
    }
  });
});
