import { describe, expect, it } from 'vitest';
import { type TokenRequest, clientSecretBasic, clientSecretPost } from '@guichet/runtime';

const request = (clientId: string): TokenRequest => ({
  url: 'https://auth.test/token',
  clientId,
  headers: {},
  body: new URLSearchParams(),
  signal: new AbortController().signal,
});

describe('clientSecretBasic', () => {
  it.each([
    ['plain', 'partner', 'gch_live_a1-B2.c3*', 'partner:gch_live_a1-B2.c3*'],
    ['colons, percents and pluses', 'a:b%', 'c+d e:f', 'a%3Ab%25:c%2Bd+e%3Af'],
    ['letters beyond ASCII', 'métropole', 'clé€', 'm%C3%A9tropole:cl%C3%A9%E2%82%AC'],
    ['every special character', 'x', "!'()~/?#[]@", 'x:%21%27%28%29%7E%2F%3F%23%5B%5D%40'],
  ])('S5 %s: id and secret are form-encoded before Basic', async (_, id, secret, expected) => {
    const asked = request(id);
    await clientSecretBasic(secret)(asked);
    expect(atob(asked.headers['authorization']!.slice('Basic '.length))).toBe(expected);
    expect([...asked.body]).toEqual([]);
  });
});

describe('clientSecretPost', () => {
  it('writes id and secret into the body alone', async () => {
    const asked = request('a b');
    await clientSecretPost('c&d')(asked);
    expect(asked.body.toString()).toBe('client_id=a+b&client_secret=c%26d');
    expect(asked.headers).toEqual({});
  });
});

it.each([clientSecretBasic, clientSecretPost])('%o without a secret: a TypeError that says what to pass', (method) => {
  expect(() => method('')).toThrow(`${method.name}: \`clientSecret\` cannot be an empty string. Pass the secret`);
});
