import { keyedRequest, pageOf, type HandlersOf } from '../../call.ts';
import { nextSecond } from '../../issue-times.ts';
import { notFound } from '../../problems.ts';
import { once } from '../../store/idempotency.ts';
import { checkMayEnd, checkNotAbove } from '../ceiling.ts';
import { findReachable } from '../repository.ts';
import { listSecrets, revokeSecret, rotateSecret } from '../secrets.ts';
import { actorOf, reachOf, targetOf, type Desk } from './desk.ts';

/** How long the present secret works beside a new one when nothing was said, in seconds: the contract's default. */
export const defaultGracePeriod = 86_400;

/** Handlers of the secrets of a credential, by operationId. */
export function secrets({ db, standings, peppers }: Desk): HandlersOf<'credentials.secrets'> {
  return {
    'credentials.secrets.list': async (call) => {
      const found = await findReachable(db, call.params.client_id, await reachOf(standings, call));
      if (found === undefined) throw notFound();
      return listSecrets(db, found.client_id, pageOf(call));
    },

    'credentials.secrets.create': async (call, reply) => {
      const { grace_period_seconds: gracePeriod = defaultGracePeriod } = call.body ?? {};
      const target = await targetOf(standings, call, checkNotAbove);
      const answer = await once(
        db,
        keyedRequest(call),
        async (transaction) => {
          const secret = await rotateSecret(transaction, peppers, target, gracePeriod, actorOf(call));
          return { status: 201, body: { ...secret, client_secret: secret.client_secret as string | null } };
        },
        (body) => ({ ...body, client_secret: null }),
      );
      if (answer.replayed) reply.header('idempotent-replayed', 'true');
      // Tokens ended as well: the new secret is told when those that it gets count.
      else if (gracePeriod === 0) await nextSecond();
      // RFC 6749 section 5.1: what carries a secret is stored by nobody on the way.
      return reply.code(answer.status).header('cache-control', 'no-store').send(answer.body);
    },

    'credentials.secrets.delete': async (call, reply) => {
      const target = await targetOf(standings, call, checkMayEnd);
      await revokeSecret(db, target, call.params.secret_id, actorOf(call));
      return reply.code(204).send();
    },
  };
}
