import { pageOf, type HandlersOf } from '../../call.ts';
import { notFound } from '../../problems.ts';
import { listEvents } from '../../audit/list.ts';
import { findReachable } from '../repository.ts';
import { reachOf, type Desk } from './desk.ts';

/** Handlers of the history of a credential, by operationId. */
export function auditEvents({ db, standings }: Desk): HandlersOf<'credentials.auditEvents'> {
  return {
    'credentials.auditEvents.list': async (call) => {
      const reach = { ...(await reachOf(standings, call)), deleted: true };
      const found = await findReachable(db, call.params.client_id, reach);
      if (found === undefined) throw notFound();
      return listEvents(db, found.client_id, pageOf(call));
    },
  };
}
