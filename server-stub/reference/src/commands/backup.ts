import { resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { askRunningServer } from '../control-client.ts';
import { openPeppers } from '../credentials/pepper-check.ts';
import { readBackup, writeBackup } from '../store/backup.ts';
import { migrate, openStore } from '../store/index.ts';
import { UsageError, type Command } from './command.ts';

export const backup: Command = {
  async run(args) {
    const file = fileOf(args, 'backup');
    const config = readConfig();
    if ((await askRunningServer(config, 'backup', { file })) === undefined) {
      const store = await openStore(config.database);
      try {
        await writeBackup(store, file);
      } finally {
        await store.close();
      }
    }
    console.error(
      `The database is in ${file}. The pepper is not, and without it nobody can sign in: keep both, in separate places.`,
    );
  },
};

export const restore: Command = {
  async run(args) {
    const file = fileOf(args, 'restore');
    const config = readConfig();
    const store = await readBackup(config.database, file);
    try {
      await migrate(store.db);
      await openPeppers(store.db, config);
    } finally {
      await store.close();
    }
    console.error(
      'The database is restored. What was revoked since that backup works again: run tokens revoke --all before the ' +
        'server starts, and revoke again what the log says was revoked.',
    );
  },
};

function fileOf(args: string[], command: string): string {
  const [file, ...more] = args;
  if (file === undefined || file.startsWith('-') || more.length > 0) throw new UsageError(`${command} takes one FILE.`);
  return resolve(file);
}
