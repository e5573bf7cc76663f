import { OperatorError } from '../operator-error.ts';
import type { Store } from '../store/schema.ts';
import type { CallerKind } from './counts.ts';
import { lastCounted, reportUsage, type UsageReport } from './report.ts';

export interface UsageWish {
  /** Whose usage. Default everybody's. */
  client_id?: string;
  /** First instant that counts, and the first that no longer counts. */
  from: string;
  before: string;
}

/** A program, by the name that it has here. */
export interface NamedCaller {
  kind: CallerKind;
  client_id: string;
  /** `null` for a key: its client is registered elsewhere. */
  name: string | null;
}

export interface OperatorUsage extends Omit<UsageReport, 'callers'> {
  /** Whose usage it is; `null` for everybody's. */
  caller: (NamedCaller & { last_used_at: string | null }) | null;
  /** The busiest, when it is everybody's. */
  callers: (UsageReport['callers'][number] & NamedCaller)[];
}

/** Callers that are shown. */
const mostCallers = 20;

/** What an operator is told of usage: of one caller, or of all with the busiest. */
export async function usageForOperator({ db }: { db: Store }, wish: UsageWish): Promise<OperatorUsage> {
  const period = { from: new Date(wish.from), before: new Date(wish.before) };
  if (wish.client_id === undefined) {
    const { callers, ...report } = await reportUsage(db, period);
    const busiest = callers.slice(0, mostCallers);
    const names = await namesOf(
      db,
      busiest.map((caller) => caller.client_id),
    );
    const named = busiest.map((caller) => ({ ...caller, name: nameIn(names, caller) }));
    return { ...report, caller: null, callers: named };
  }
  const caller = await findCaller(db, wish.client_id);
  const who = { kind: caller.kind, clientId: caller.client_id };
  const { callers: _, ...report } = await reportUsage(db, { ...period, caller: who });
  return { ...report, caller: { ...caller, last_used_at: await lastCounted(db, who) }, callers: [] };
}

/** @throws OperatorError when nobody has the name, and nothing was counted of it */
async function findCaller(db: Store, clientId: string): Promise<NamedCaller> {
  const names = await namesOf(db, [clientId]);
  const name = names.get(clientId);
  if (name !== undefined) return { kind: 'client', client_id: clientId, name };
  const counted = await db
    .selectFrom('usage_count')
    .select('caller_kind')
    .where('client_id', '=', clientId)
    .orderBy('caller_kind')
    .executeTakeFirst();
  if (counted === undefined) {
    throw new OperatorError(
      `Nothing is known about ${clientId}: there is no such credential, and no key of that client was used. usage shows who calls.`,
    );
  }
  return { kind: counted.caller_kind, client_id: clientId, name: null };
}

const nameIn = (names: ReadonlyMap<string, string>, { kind, client_id }: { kind: CallerKind; client_id: string }) =>
  (kind === 'client' ? names.get(client_id) : undefined) ?? null;

async function namesOf(db: Store, clientIds: readonly string[]): Promise<Map<string, string>> {
  if (clientIds.length === 0) return new Map();
  const [credentials, applications] = [
    await db
      .selectFrom('credential')
      .select(['client_id', 'name'])
      .where('client_id', 'in', [...clientIds])
      .execute(),
    await db
      .selectFrom('application')
      .select(['client_id', 'name'])
      .where('client_id', 'in', [...clientIds])
      .execute(),
  ];
  return new Map([...applications, ...credentials].map(({ client_id, name }) => [client_id, name]));
}
