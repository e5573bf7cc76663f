import { revokeAllTokens } from '../credentials/revoke-all.ts';
import { optionsOf, UsageError, type Command } from './command.ts';
import { withStore } from './with-store.ts';

export const revokeTokens: Command = {
  usage: 'tokens revoke --all',
  summary: 'refuse all tokens that were issued until now, and sign everybody out',
  async run(args) {
    const { all = false } = optionsOf(args, { all: { type: 'boolean' } });
    if (!all) throw new UsageError('It is all or none: add --all. One credential has credentials revoke.');
    await withStore(async (db) => {
      const { credentials, people } = await revokeAllTokens(db);
      console.error(
        `The tokens of ${credentials} credentials and ${people} people are refused, and everybody is signed out. ` +
          'Secrets go on: programs get new tokens with them.',
      );
    });
  },
};
