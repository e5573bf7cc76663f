import { vi } from 'vitest';
import type { Store } from '../../src/store/schema.ts';

/**
 * What a server writes beside its requests, at times of its own: how often and when a credential was used (O4), and
 * the audit journal. No request waits for them, and those of an earlier request may be written during a later one.
 */
const besides = /\b(?:insert into (?:usage_writer|audit_event)|set last_used_at)\b/u;

/** The statements that a database gets while some work runs: those that the work waits for, and those written beside it. */
export async function statementsOf(
  db: Store,
  work: () => Promise<unknown>,
): Promise<{ awaited: string[]; beside: string[] }> {
  const spy = vi.spyOn(db.getExecutor(), 'executeQuery');
  try {
    await work();
    const statements = spy.mock.calls.map(([{ sql }]) => sql);
    return {
      awaited: statements.filter((text) => !besides.test(text)),
      beside: statements.filter((text) => besides.test(text)),
    };
  } finally {
    spy.mockRestore();
  }
}
