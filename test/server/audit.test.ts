import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAnswer, type Answer } from './support/answer.ts';
import { openSubject, type Credential, type Subject } from './support/subject.ts';

let server: Subject;
let auditor: string | undefined;
beforeAll(async () => {
  server = await openSubject();
  auditor = server.settings.auditorToken;
});
afterAll(() => server?.close());

const noAuditor = '--auditor-token of somebody who may read the history of credentials was not given';
interface Event {
  type: string;
  outcome: string;
  reason: string | null;
  details: object;
}

/** Asks until an event of a type is there: attempts are written within a second. */
async function historyOf({ client_id }: Credential, type: string): Promise<{ answer: Answer; events: Event[] }> {
  for (let left = 20; ; left -= 1) {
    const answer = await server.call(
      'credentials.auditEvents.list',
      { client_id },
      { token: auditor, query: '?limit=100' },
    );
    const events = (answer.body?.data ?? []) as Event[];
    if (left === 0 || answer.status !== 200 || events.some((event) => event.type === type)) return { answer, events };
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

describe('O5 the history of a credential', () => {
  it('tells of each change and of each attempt to authenticate, and never a secret', async ({ skip }) => {
    if (auditor === undefined) skip(noAuditor);
    const credential = await server.credential();
    await server.tokenOf(credential);
    await server.requestToken({ ...credential, client_secret: `${credential.client_secret.slice(0, -1)}~` });
    const { answer, events } = await historyOf(credential, 'client.refused');
    expectAnswer(answer, { status: 200, see: 'the contract' });
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['credential.created', 'token.issued', 'client.refused']),
    );
    expect(events.find(({ type }) => type === 'client.refused')).toMatchObject({ outcome: 'failure' });
    expect(answer.text).not.toContain(credential.client_secret.slice(-49, -6));
  });

  it('outlives the credential', async ({ skip }) => {
    if (auditor === undefined) skip(noAuditor);
    const credential = await server.credential();
    const { client_id } = credential;
    await server.call('credentials.revoke', { client_id }, { token: server.token, body: { reason: 'test:server' } });
    expectAnswer(await server.call('credentials.delete', { client_id }, { token: server.token }), {
      status: 204,
      see: 'the contract',
    });
    expectAnswer(await server.call('credentials.get', { client_id }, { token: server.token }), {
      status: 404,
      see: 'it was deleted',
    });
    const { answer, events } = await historyOf(credential, 'credential.deleted');
    expectAnswer(answer, { status: 200, see: 'events outlive the credential' });
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['credential.created', 'credential.revoked', 'credential.deleted']),
    );
  });
});
