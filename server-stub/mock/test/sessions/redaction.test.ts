import { loadContract } from '@guichet/front';
import { describe, expect, it } from 'vitest';
import { redactorFor } from '../../src/sessions/redaction.ts';
import { books } from '../fixture.ts';

const contract = structuredClone(books);
Object.assign(contract.components!['securitySchemes'] as object, {
  inQuery: { type: 'apiKey', in: 'query', name: 'Entry' },
  inHeader: { type: 'apiKey', in: 'header', name: 'X-Entry' },
});
const redactor = redactorFor(loadContract(contract));
const hidden = '[redacted]';

describe('what is hidden, though it looks like nothing', () => {
  it('is an API key under the name that the contract gives it', () => {
    expect(redactor.query(new URLSearchParams('entry=a&Entry=b&Entry=c&page=1'))).toEqual({
      entry: hidden,
      Entry: [hidden, hidden],
      page: '1',
    });
    expect(redactor.headers({ 'x-entry': 'a', 'x-note': 'a' })).toEqual({ 'x-entry': hidden, 'x-note': 'a' });
  });

  it('is a cookie, and what authorizes but for its scheme', () => {
    expect(redactor.headers({ cookie: 'sid=a', authorization: 'Digest a', 'proxy-authorization': 'Basic a' })).toEqual({
      cookie: hidden,
      authorization: `Digest ${hidden}`,
      'proxy-authorization': hidden,
    });
  });

  it('is the token or code of an OAuth request, which are ordinary names elsewhere', () => {
    const body = { code: 'a', token: 'b', state: 'c', nested: { client_secret: 'd', codeVerifier: 'e' } };
    expect(redactor.body(body, true)).toMatchObject({ code: hidden, token: hidden, state: 'c' });
    expect(redactor.body(body, false)).toMatchObject({ code: 'a', token: 'b', nested: { client_secret: hidden } });
  });
});
