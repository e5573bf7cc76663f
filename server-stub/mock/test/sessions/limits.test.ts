import { setTimeout as sleep } from 'node:timers/promises';
import { loadContract } from '@guichet/front';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { JournalEntry } from '../../src/sessions/journal.ts';
import { Sessions, type SessionsOptions } from '../../src/sessions/sessions.ts';
import { books } from '../fixture.ts';

const contract = loadContract(books);
const demo = { clientId: 'demo', clientSecret: 's', apiKey: 'k', subject: 'demo', scopes: [], resources: [] };
const open = (options: Partial<SessionsOptions> = {}) => new Sessions({ contract, credentials: [demo], ...options });
const entry = (requestId: string) => ({ requestId }) as JournalEntry;
const ids = (entries: readonly JournalEntry[]) => entries.map(({ requestId }) => requestId);

describe('the memory of sessions is bounded', () => {
  it('an idle one ends, and takes its API key along; one that is used and one from the start do not', async () => {
    // The clock of the cache, which looks at it again after a millisecond.
    let now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    onTestFinished(() => clock.mockRestore());
    const sessions = open({ idleTime: 200 });
    const [idle, used] = [sessions.create(), sessions.create()];
    for (let turn = 0; turn < 6; turn += 1) {
      now += 60;
      await sleep(5);
      expect(sessions.find(used.id)).toBe(used);
    }
    expect(sessions.find(idle.id)).toBeUndefined();
    expect(sessions.findByApiKey(idle.credential.apiKey)).toBeUndefined();
    expect([sessions.hasEnded(idle.id), sessions.hasEnded(used.id), sessions.hasEnded('demo')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(sessions.find('demo')).toBeDefined();
  });

  it('the one not used for longest ends when there are too many', () => {
    const sessions = open({ limit: 2 });
    const [one, two] = [sessions.create(), sessions.create()];
    sessions.find(one.id);
    const three = sessions.create();
    expect([one, two, three].map(({ id }) => sessions.find(id) !== undefined)).toEqual([true, false, true]);
  });

  it('journals lose their oldest entries when all are too large, those of sessions not used for longest first', () => {
    const sessions = open({ journalBytes: 100 });
    const [old, young] = [sessions.create(), sessions.create()];
    for (const id of ['a', 'b']) sessions.record(old, entry(id), 40);
    sessions.find(young.id);
    sessions.record(young, entry('c'), 40);
    expect([ids(old.journal.entries()), old.journal.dropped, ids(young.journal.entries())]).toEqual([['b'], 1, ['c']]);
    // What is gone by a reset or an end makes room.
    sessions.reset(old);
    sessions.record(young, entry('d'), 50);
    expect(young.journal.dropped).toBe(0);
    sessions.end(young);
    for (const id of ['e', 'f']) sessions.record(old, entry(id), 50);
    expect([ids(old.journal.entries()), old.journal.dropped]).toEqual([['e', 'f'], 0]);
  });
});
