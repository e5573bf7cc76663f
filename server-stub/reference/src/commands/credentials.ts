import { identity } from '../../../../guichet.config.ts';
import { readConfig } from '../config.ts';
import { environmentOfPeople, serves } from '../credentials/environment.ts';
import { custom, permissionSets } from '../credentials/permission-sets.ts';
import type { CredentialStatus } from '../credentials/repository.ts';
import type { Environment } from '../credentials/secret.ts';
import { ask } from './ask.ts';
import { optionsOf, secondsIn, UsageError, type Command } from './command.ts';
import { perform } from './perform.ts';
import { printable } from './printable.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const createCredential: Command = {
  async run(args) {
    const options = optionsOf(args, {
      user: text,
      name: text,
      'permission-set': text,
      scopes: text,
      resources: text,
      environment: text,
      'expires-at': text,
      json: flag,
    });
    const environment = environmentFrom(options.environment);
    const expiresAt = timeFrom(options['expires-at']);
    const user = await ask(options.user, '--user LOGIN', 'Whose is it (login)?');
    const name = await ask(options.name, '--name NAME', 'What is it for (name)?');
    const sets = permissionSets.map((set) => set.name).join(', ');
    const permissionSet = await ask(options['permission-set'], '--permission-set SET', `What may it do (${sets})?`);
    const scopes =
      permissionSet === custom
        ? await ask(options.scopes, '--scopes A,B', 'Which scopes (separated by commas)?')
        : options.scopes;
    const created = await perform('credentials.create', {
      user,
      name,
      permission_set: permissionSet,
      environment,
      ...(scopes === undefined ? {} : { scopes: listFrom(scopes) }),
      ...(options.resources === undefined ? {} : { resources: listFrom(options.resources) }),
      ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
    });
    printSecret(created, created, options.json);
    console.error(
      `${printable(created.name)}, of ${printable(created.owner.nom)}. The secret is shown only this once.`,
    );
  },
};

export const listCredentials: Command = {
  async run(args) {
    const { user, status, json } = optionsOf(args, { user: text, status: text, json: flag });
    if (status !== undefined && !['active', 'suspended', 'expired', 'revoked'].includes(status)) {
      throw new UsageError('--status takes active, suspended, expired or revoked.');
    }
    const found = await perform('credentials.list', {
      ...(user === undefined ? {} : { user }),
      ...(status === undefined ? {} : { status: status as CredentialStatus }),
    });
    if (json === true) console.log(JSON.stringify(found, null, 2));
    else {
      for (const one of found) {
        const end = one.expires_at === null ? 'never ends' : `ends ${one.expires_at}`;
        const cells = [one.client_id, one.status, one.environment, one.owner.nom, one.name, end];
        console.log(cells.map(printable).join('\t'));
      }
    }
  },
};

export const rotateCredential: Command = {
  async run(args) {
    const options = optionsOf(args, { 'client-id': text, grace: text, json: flag });
    const grace = secondsFrom(options.grace ?? '24h');
    const clientId = await ask(options['client-id'], '--client-id ID', 'Which credential (client_id)?');
    const secret = await perform('credentials.rotate', { client_id: clientId, grace_period_seconds: grace });
    printSecret({ client_id: clientId, client_secret: secret.client_secret }, secret, options.json);
    console.error(
      grace === 0
        ? 'All older secrets have ended. The new one is shown only this once.'
        : `The current secret ends in ${options.grace ?? '24h'} at the latest. The new one is shown only this once.`,
    );
  },
};

export const revokeCredential: Command = {
  async run(args) {
    const options = optionsOf(args, { 'client-id': text, reason: text, yes: flag, json: flag });
    const clientId = await ask(options['client-id'], '--client-id ID', 'Which credential (client_id)?');
    const { name, owner } = await perform('credentials.get', { client_id: clientId });
    if (options.yes !== true) {
      const question = `This ends "${printable(name)}" of ${printable(owner.nom)} and all its tokens, for good. Type its name to confirm:`;
      if ((await ask(undefined, '--yes', question)) !== name) {
        throw new UsageError('That is another name. Nothing was changed.');
      }
    }
    const { reason } = options;
    const revoked = await perform('credentials.revoke', {
      client_id: clientId,
      ...(reason === undefined ? {} : { reason }),
    });
    if (options.json === true) console.log(JSON.stringify(revoked, null, 2));
    console.error(`${printable(name)} is revoked. Its tokens are refused from now on.`);
  },
};

/** In the form in which a program's environment takes it. */
function printSecret(
  { client_id, client_secret }: { client_id: string; client_secret: string | null },
  whole: object,
  json = false,
): void {
  if (json) console.log(JSON.stringify({ client_id, ...whole }, null, 2));
  else {
    console.log(`${identity.envPrefix}CLIENT_ID=${client_id}`);
    console.log(`${identity.envPrefix}CLIENT_SECRET=${client_secret ?? ''}`);
  }
}

const listFrom = (names: string) => names.split(',').map((name) => name.trim());

function environmentFrom(option: string | undefined): Environment {
  const { environment: served } = readConfig();
  if (option === undefined) return environmentOfPeople(served);
  if (option !== 'live' && option !== 'test') throw new UsageError('--environment takes live or test.');
  if (!serves(served, option)) throw new UsageError(`This server does not serve ${option}: leave --environment out.`);
  return option;
}

function timeFrom(option: string | undefined): string | undefined {
  if (option === undefined) return undefined;
  const time = new Date(option);
  if (Number.isNaN(time.getTime())) throw new UsageError('--expires-at takes a time such as 2030-01-31T12:00:00Z.');
  return time.toISOString();
}

/** The most that the contract allows: a week. */
const longestGrace = 604_800;

function secondsFrom(option: string): number {
  const seconds = secondsIn(option);
  if (seconds === undefined || seconds > longestGrace)
    throw new UsageError('--grace takes seconds, or 90m, 24h, 2d: at most 7d.');
  return seconds;
}
