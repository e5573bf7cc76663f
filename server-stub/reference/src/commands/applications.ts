import {
  ApplicationError,
  createApplication,
  deleteApplication,
  listApplications,
} from '../applications/repository.ts';
import { optionsOf, UsageError, type Command } from './command.ts';
import { withStore } from './with-store.ts';

export const registerApplication: Command = {
  async run(args) {
    const options = optionsOf(args, {
      name: { type: 'string' },
      'redirect-uri': { type: 'string', multiple: true },
      native: { type: 'boolean' },
    });
    const { name, 'redirect-uri': redirectUris = [], native = false } = options;
    if (name === undefined) throw new UsageError('How do people know it? Add --name NAME.');
    await withStore(async (db, peppers) => {
      const created = await createApplication(db, peppers, { name, redirectUris, native }).catch(explain);
      console.log(`client_id      ${created.clientId}`);
      if (created.clientSecret === undefined) return;
      console.log(`client_secret  ${created.clientSecret}`);
      console.error('The secret is shown only this once. Keep it where only the application can read it.');
    });
  },
};

export const showApplications: Command = {
  async run(args) {
    optionsOf(args, {});
    await withStore(async (db) => {
      for (const { client_id: clientId, name, native, redirect_uris: uris } of await listApplications(db))
        console.log([clientId, native ? 'native' : 'confidential', name, uris.join(' ')].join('\t'));
    });
  },
};

export const removeApplication: Command = {
  async run(args) {
    const { 'client-id': clientId } = optionsOf(args, { 'client-id': { type: 'string' } });
    if (clientId === undefined) throw new UsageError('Which one? Add --client-id ID.');
    await withStore(async (db) => {
      if (!(await deleteApplication(db, clientId)))
        throw new UsageError(`There is no application ${clientId}. applications list shows what there is.`);
      console.error(
        `${clientId} is deleted. Its refresh tokens are refused; its access tokens expire within the hour.`,
      );
    });
  },
};

function explain(error: unknown): never {
  throw error instanceof ApplicationError ? new UsageError(error.message) : error;
}
