import type { FlowPayload, FlowRecords } from '@guichet/front';
import { setImmediate } from 'node:timers/promises';
import { sql, type Insertable } from 'kysely';
import type { Peppers } from '../credentials/pepper.ts';
import { guard } from '../guard.ts';
import type { FlowRecordTable, Store } from '../store/schema.ts';

/** How often each process removes expired rows, in ms, and how many by one statement. */
const sweepInterval = 60_000;
const sweepSize = 1_000;

/**
 * The records of people's flows in the database. A stolen database opens none of them: what they are found by is there
 * as an HMAC only (a user code has 34 bits, which no plain hash would hide), and what they hold is sealed, both under the
 * pepper. The seal names the row, so that the content of one does not open in another.
 */
export function storedFlowRecords(db: Store, peppers: Peppers): FlowRecords {
  let sweptAt = Number.NEGATIVE_INFINITY;
  let sweeping = false;

  return {
    upsert: (kind, id, payload, expiresIn) =>
      guard(async () => {
        sweepNowAndThen();
        const [current = '', ...older] = digests(`${kind} id`, id);
        const { consumed, ...content } = payload;
        const expires_at = expiresIn === undefined ? null : new Date(Date.now() + expiresIn * 1000);
        const row = {
          kind,
          id: current,
          uid: digest(`${kind} uid`, payload.uid),
          user_code: digest(`${kind} userCode`, payload.userCode),
          grant_id: digest('grantId', payload.grantId),
          account_id: digest('accountId', accountOf(payload)),
          ...peppers.seal(JSON.stringify(content), purpose, `${kind} ${current}`),
          expires_at,
          consumed_at: typeof consumed === 'number' ? new Date(consumed * 1000) : null,
        };
        if (older.length === 0) return write(db, row);
        // A row that was written under an older pepper becomes one of the current pepper, together with its content.
        return db.transaction().execute(async (transaction) => {
          await transaction
            .updateTable('flow_record')
            .set({ id: current })
            .where('kind', '=', kind)
            .where('id', 'in', older)
            .execute();
          await write(transaction, row);
        });
      }),
    find: (kind, id) => find(kind, 'id', digests(`${kind} id`, id)),
    findByUid: (kind, uid) => find(kind, 'uid', digests(`${kind} uid`, uid)),
    findByUserCode: (kind, userCode) => find(kind, 'user_code', digests(`${kind} userCode`, userCode)),
    consume: (kind, id) =>
      guard(async () => {
        // One statement: of two at once, the second waits for the row of the first, and then finds it consumed.
        const { numUpdatedRows } = await db
          .updateTable('flow_record')
          .set({ consumed_at: new Date() })
          .where('kind', '=', kind)
          .where('id', 'in', digests(`${kind} id`, id))
          .where('consumed_at', 'is', null)
          .where(alive())
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),
    destroy: (kind, id) =>
      guard(async () => {
        const ids = digests(`${kind} id`, id);
        await db.deleteFrom('flow_record').where('kind', '=', kind).where('id', 'in', ids).execute();
      }),
    revokeByGrantId: (grantId) =>
      guard(async () => {
        await db.deleteFrom('flow_record').where('grant_id', 'in', digests('grantId', grantId)).execute();
      }),
  };

  function find(kind: string, column: 'id' | 'uid' | 'user_code', values: readonly string[]) {
    return guard(async (): Promise<FlowPayload | undefined> => {
      const row = await db
        .selectFrom('flow_record')
        .select(['id', 'sealed', 'pepper_version', 'consumed_at'])
        .where('kind', '=', kind)
        .where(column, 'in', values)
        .where(alive())
        .executeTakeFirst();
      const text = row && peppers.open(row.sealed, row.pepper_version, purpose, `${kind} ${row.id}`);
      if (text === undefined) return undefined;
      const payload = JSON.parse(text) as FlowPayload;
      const consumed = row?.consumed_at?.getTime();
      return consumed === undefined ? payload : { ...payload, consumed: Math.floor(consumed / 1000) };
    });
  }

  /** What a text may be stored as: under the current pepper first, then under the older ones. */
  function digests(use: string, text: string): readonly string[] {
    return digestsOf(peppers, use, text);
  }

  function digest(use: string, text: string | undefined): string | null {
    return text === undefined ? null : (digests(use, text)[0] ?? null);
  }

  /** Whoever writes does not wait for it, nor learn that it failed: the next one tries again. */
  function sweepNowAndThen(): void {
    if (sweeping || performance.now() - sweptAt < sweepInterval) return;
    sweptAt = performance.now();
    sweeping = true;
    sweep()
      .catch(() => {})
      .finally(() => {
        sweeping = false;
      });
  }

  /** Removes all that has expired, however much was written: batch by batch, with the work of others between them. */
  async function sweep(): Promise<void> {
    let removed = sweepSize;
    while (removed >= sweepSize) {
      // What another process sweeps at the moment is left to it.
      const batch = sql`
        delete from flow_record where (kind, id) in (
          select kind, id from flow_record where expires_at <= ${new Date()} limit ${sweepSize} for update skip locked
        )
      `;
      const { numAffectedRows = 0n } = await batch.execute(db);
      removed = Number(numAffectedRows);
      await setImmediate();
    }
  }
}

/** Ends all that a person signed in to: sessions, grants with their refresh tokens, and sign-ins under way. */
export async function endFlowsOf(db: Store, peppers: Peppers, accountId: string): Promise<void> {
  await db
    .deleteFrom('flow_record')
    .where('account_id', 'in', digestsOf(peppers, 'accountId', accountId))
    .execute();
}

const purpose = 'flow records';

const digestsOf = (peppers: Peppers, use: string, text: string) =>
  peppers.index(text, `flow ${use}`).map((one) => one.digest);

/** Whose a record is. A sign-in under way names the person deeper down: by the password just typed, or the session. */
function accountOf(payload: FlowPayload): string | undefined {
  const { accountId, result, session } = payload as FlowPayload & {
    result?: { login?: { accountId?: string } };
    session?: { accountId?: string };
  };
  return accountId ?? result?.login?.accountId ?? session?.accountId;
}

const alive = () => sql<boolean>`(expires_at is null or expires_at > ${new Date()})`;

/** An existing row keeps its mark, unless its time was over: then the new one starts afresh. */
async function write(db: Store, row: Insertable<FlowRecordTable>): Promise<void> {
  await db
    .insertInto('flow_record')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['kind', 'id']).doUpdateSet({
        ...row,
        consumed_at: sql`case when flow_record.expires_at <= ${new Date()} then excluded.consumed_at
          else coalesce(flow_record.consumed_at, excluded.consumed_at) end`,
      }),
    )
    .execute();
}
