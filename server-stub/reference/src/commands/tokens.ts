import { revokeAllTokens } from '../credentials/revoke-all.ts';
import { optionsOf, UsageError, type Command } from './command.ts';
import { withStore } from './with-store.ts';

export const revokeTokens: Command = {
  async run(args) {
    const { all = false } = optionsOf(args, { all: { type: 'boolean' } });
    if (!all) throw new UsageError('This ends all tokens: add --all. For a single credential use credentials revoke.');
    await withStore(async (db) => {
      const { credentials, people } = await revokeAllTokens(db);
      console.error(
        `The tokens of ${credentials} credentials and ${people} people are refused, and everybody is signed out. ` +
          'Secrets still work: programs get new tokens with them.',
      );
    });
  },
};
