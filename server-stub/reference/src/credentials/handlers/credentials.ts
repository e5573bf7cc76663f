import { keyedRequest, pageOf, principalOf, type Handlers } from '../../call.ts';
import { notFound } from '../../problems.ts';
import { once } from '../../store/idempotency.ts';
import { findAccount } from '../../users/accounts.ts';
import { bySecret, wantedAuthentication } from '../authentication.ts';
import { checkEnd, checkMayEnd, checkNotAbove } from '../ceiling.ts';
import { createCredential } from '../create.ts';
import { deleteCredential } from '../delete.ts';
import { checkEnvironment } from '../environment.ts';
import { extendCredential } from '../extend.ts';
import { checkPolicy, grant, regrant } from '../grant.ts';
import { permissionSets } from '../permission-sets.ts';
import { findReachable, listCredentials, presentCredential } from '../repository.ts';
import { revokeCredential } from '../revoke.ts';
import { updateCredential } from '../update.ts';
import { actorOf, granterOf, reachOf, targetOf, type Desk } from './desk.ts';

type CredentialOperations =
  `credentials.${'list' | 'get' | 'create' | 'update' | 'extend' | 'revoke' | 'delete'}` | 'permissionSets.list';

/** Handlers of the credentials themselves, by operationId. */
export function credentials(desk: Desk): Pick<Handlers, CredentialOperations> {
  const { db, contract, standings, peppers, policy, served } = desk;
  const allScopes = new Set(contract.scopes);

  return {
    'credentials.list': async (call) => {
      const reach = await reachOf(standings, call);
      const page = await listCredentials(db, { ...call.query, reach }, pageOf(call));
      return { ...page, data: page.data.map(presentCredential) };
    },

    'credentials.get': async (call) => {
      const found = await findReachable(db, call.params.client_id, await reachOf(standings, call));
      if (found === undefined) throw notFound();
      return presentCredential(found);
    },

    'credentials.create': async (call, reply) => {
      const granter = await granterOf(standings, call);
      const { name, environment = granter.standing.environment, ...wish } = call.body;
      checkPolicy(policy, granter.standing);
      checkEnvironment(environment, granter.standing, served);
      const answer = await once(
        db,
        keyedRequest(call),
        async (transaction) => {
          const wanted = {
            ...grant(wish, granter, allScopes),
            authentication: wantedAuthentication(wish, bySecret),
            ownerId: principalOf(call).subject,
            name,
            permissionSet: wish.permission_set,
            environment,
          };
          return { status: 201, body: await createCredential(transaction, peppers, wanted, actorOf(call)) };
        },
        (body) => ({ ...body, client_secret: null }),
      );
      if (answer.replayed) reply.header('idempotent-replayed', 'true');
      // RFC 6749 section 5.1: what carries a secret is stored by nobody on the way.
      return reply
        .code(answer.status)
        .header('cache-control', 'no-store')
        .header('location', `${call.url.split('?')[0]}/${answer.body.client_id}`)
        .send(answer.body);
    },

    'credentials.update': async (call) => {
      const { name, status, ...wish } = call.body;
      const granter = await granterOf(standings, call);
      const target = await targetOf(standings, call, checkNotAbove);
      return updateCredential(
        db,
        target,
        async (credential, transaction) => {
          const owner = await findAccount(transaction, credential.owner_id);
          if (owner === undefined) throw notFound();
          const permissions = regrant(wish, credential, owner, granter, allScopes);
          if (permissions !== undefined) checkPolicy(policy, granter.standing);
          return {
            ...(name === undefined ? {} : { name }),
            ...(status === undefined ? {} : { status }),
            permissions,
            authentication: wantedAuthentication(wish, credential),
          };
        },
        actorOf(call),
      );
    },

    'credentials.extend': async (call) => {
      const { expires_at } = call.body;
      const end = expires_at === null ? null : new Date(expires_at);
      const target = await targetOf(standings, call, (credential, granter) => {
        checkNotAbove(credential, granter);
        checkPolicy(policy, granter.standing);
        checkEnd(end, granter.standing);
      });
      return extendCredential(db, target, end, actorOf(call));
    },

    'credentials.revoke': async (call) => {
      const { reason = null } = call.body ?? {};
      const target = await targetOf(standings, call, checkMayEnd);
      return revokeCredential(db, target, reason, actorOf(call));
    },

    'credentials.delete': async (call, reply) => {
      const target = await targetOf(standings, call, checkMayEnd);
      await deleteCredential(db, target, actorOf(call));
      return reply.code(204).send();
    },

    'permissionSets.list': () => ({ data: [...permissionSets] }),
  };
}
