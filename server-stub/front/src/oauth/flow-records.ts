/**
 * What the flows of people leave behind between two requests: codes, device codes, refresh tokens, grants, sign-ins
 * under way. oidc-provider asks for it by these methods; a payload is JSON.
 */
export interface FlowRecords {
  /**
   * Writes or rewrites a record; one that was consumed stays so.
   *
   * @param expiresIn in seconds, undefined for what does not end by itself
   */
  upsert(kind: string, id: string, payload: FlowPayload, expiresIn: number | undefined): Promise<void>;
  find(kind: string, id: string): Promise<FlowPayload | undefined>;
  findByUid(kind: string, uid: string): Promise<FlowPayload | undefined>;
  findByUserCode(kind: string, userCode: string): Promise<FlowPayload | undefined>;
  /**
   * Marks a code or refresh token as used; `find` answers it with `consumed`, in seconds since 1970.
   *
   * @returns whether it was unused: of two calls at once, one gets true (K5)
   */
  consume(kind: string, id: string): Promise<boolean>;
  destroy(kind: string, id: string): Promise<void>;
  /** Ends everything of a grant: a family of refresh tokens, with its codes. */
  revokeByGrantId(grantId: string): Promise<void>;
}

/** JSON of a record. These members, where present, are what it is found by. */
export interface FlowPayload {
  uid?: string;
  userCode?: string;
  grantId?: string;
  accountId?: string;
  clientId?: string;
  consumed?: unknown;
  [member: string]: unknown;
}

/** For one process. Forgets on restart, which a store in a database does not. */
export function memoryFlowRecords(): FlowRecords {
  const records = new Map<string, { kind: string; payload: FlowPayload; end: number }>();
  const now = () => Date.now() / 1000;
  const search = (kind: string, matches: (payload: FlowPayload) => boolean) =>
    [...records.values()].find((record) => record.kind === kind && record.end > now() && matches(record.payload));

  return {
    async upsert(kind, id, payload, expiresIn = Number.POSITIVE_INFINITY) {
      for (const [key, { end }] of records) if (end <= now()) records.delete(key);
      const key = `${kind} ${id}`;
      const consumed = records.get(key)?.payload.consumed;
      const kept = consumed === undefined ? {} : { consumed };
      records.set(key, { kind, payload: { ...structuredClone(payload), ...kept }, end: now() + expiresIn });
    },
    async find(kind, id) {
      const record = records.get(`${kind} ${id}`);
      return record && record.end > now() ? structuredClone(record.payload) : undefined;
    },
    findByUid: async (kind, uid) => structuredClone(search(kind, (payload) => payload.uid === uid)?.payload),
    findByUserCode: async (kind, code) =>
      structuredClone(search(kind, (payload) => payload.userCode === code)?.payload),
    async consume(kind, id) {
      const record = records.get(`${kind} ${id}`);
      if (!record || record.end <= now() || record.payload.consumed !== undefined) return false;
      record.payload.consumed = Math.floor(now());
      return true;
    },
    async destroy(kind, id) {
      records.delete(`${kind} ${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of records) if (payload.grantId === grantId) records.delete(key);
    },
  };
}
