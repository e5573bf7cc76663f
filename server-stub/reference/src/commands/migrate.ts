import { readConfig } from '../config.ts';
import { migrate as bringUpToDate, openStore } from '../store/index.ts';
import { optionsOf, type Command } from './command.ts';

export const migrate: Command = {
  async run(args) {
    optionsOf(args, {});
    const store = await openStore(readConfig().database);
    try {
      const done = await bringUpToDate(store.db);
      console.error(done.length === 0 ? 'The database is up to date.' : `Done: ${done.join(', ')}.`);
    } finally {
      await store.close();
    }
  },
};
