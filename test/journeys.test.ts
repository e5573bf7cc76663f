import { expect, it } from 'vitest';
import { openMock } from './support/counters.ts';
import { travel } from './support/travel.ts';

it('the first journey is travelled to its end on the mock, and every check of it is made', async () => {
  const mock = await openMock();
  try {
    const { clientId, clientSecret } = mock;
    const { checks, calls } = await travel('first-call', mock.url, { clientId, clientSecret });
    expect(checks.passed).toBeGreaterThanOrEqual(10);
    expect(calls.map(({ response }) => response.statusCode)).toEqual([200, 200, 200]);
  } finally {
    await mock.close();
  }
});
