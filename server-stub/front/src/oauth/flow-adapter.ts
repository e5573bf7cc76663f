import { errors, type Adapter, type AdapterFactory, type AdapterPayload } from 'oidc-provider';
import type { FlowPayload, FlowRecords } from './flow-records.ts';

/** How long a device that asks too late is told that its code has expired, in seconds. */
const afterlife = 600;

/**
 * The records of flows as oidc-provider wants them. It checks whether a code or a refresh token is used before it marks
 * it, so that two simultaneous requests could both pass: here the mark decides, and the second one ends the whole
 * family.
 */
export function flowAdapter(records: FlowRecords, endFamily: (grantId: string) => Promise<void>): AdapterFactory {
  return (kind): Adapter => ({
    upsert: (id, payload, expiresIn) =>
      records.upsert(
        kind,
        id,
        payload as FlowPayload,
        kind === 'DeviceCode' && expiresIn !== undefined ? expiresIn + afterlife : expiresIn,
      ),
    find: (id) => records.find(kind, id) as Promise<AdapterPayload | undefined>,
    findByUid: (uid) => records.findByUid(kind, uid) as Promise<AdapterPayload | undefined>,
    findByUserCode: (code) => records.findByUserCode(kind, code) as Promise<AdapterPayload | undefined>,
    async consume(id) {
      if (await records.consume(kind, id)) return;
      const grantId = (await records.find(kind, id))?.grantId;
      if (grantId !== undefined) await endFamily(grantId);
      throw new errors.InvalidGrant('used already');
    },
    // The record of a grant goes with its family.
    destroy: (id) => (kind === 'Grant' ? endFamily(id) : records.destroy(kind, id)),
    revokeByGrantId: endFamily,
  });
}
