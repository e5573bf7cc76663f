import { describe, expect, it } from 'vitest';
import { memoryClients } from '../../src/index.ts';

const reader = { clientId: 'reader', clientSecret: 'secret', scopes: ['books.read'] };

describe('clients in memory', () => {
  it('are found by their clientId, and verify their own secret alone', async () => {
    const store = memoryClients([reader, { ...reader, clientId: 'other', clientSecret: 'another' }]);
    const client = (await store.find('reader'))!;
    expect(client).toMatchObject({ subject: 'reader', scopes: ['books.read'], resources: [], status: 'active' });
    expect(await Promise.all(['secret', 'another', '', 'secret '].map((each) => client.verify(each)))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(await store.find('nobody')).toBeUndefined();
    expect(store.verifyDecoy('secret')).toBe(false);
    expect(store.verifyDecoy('')).toBe(false);
  });

  it('are refused when two are called the same, or one could be opened by nothing', () => {
    expect(() => memoryClients([reader, reader])).toThrow('Two clients are called reader');
    expect(() => memoryClients([{ ...reader, clientSecret: '' }])).toThrow('The client reader has no secret');
  });
});
