import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { AccessToken } from '@guichet/runtime';

const token = new AccessToken({
  value: 'canary',
  type: 'DPoP',
  scopes: ['a'],
  requestedAt: 0,
  expiresAt: 1_700_000_000_000,
});

it('goes into `Authorization`, after its type, and may be replaced when it is refused', () => {
  expect(token).toMatchObject({ header: 'authorization', authorization: 'DPoP canary', replaceable: true });
  expect(new AccessToken({ value: 'x', requestedAt: 0, expiresAt: 1 }).authorization).toBe('Bearer x');
});

it('S1 in a log: says what it is for and when it ends, and no more', () => {
  expect(String(token)).toBe('[AccessToken, ends 2023-11-14T22:13:20.000Z]');
  expect(inspect(token)).toBe(String(token));
  expect(JSON.parse(JSON.stringify(token))).toEqual({ type: 'DPoP', scopes: ['a'], expiresAt: 1_700_000_000_000 });
});
