import { resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { askRunningServer } from '../control.ts';
import { openPeppers } from '../credentials/pepper-check.ts';
import { readBackup, writeBackup } from '../store/backup.ts';
import { migrate, openStore } from '../store/index.ts';
import { UsageError, type Command } from './command.ts';

export const backup: Command = {
  usage: 'backup FILE',
  summary: 'write the embedded database into a file, also while the server runs',
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
      `${file} has the database. The pepper is not in it, and without it nobody can sign in: keep both, apart.`,
    );
  },
};

export const restore: Command = {
  usage: 'restore FILE',
  summary: 'make the embedded database out of such a file',
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
        'server starts, and revoke once more what the log says was revoked.',
    );
  },
};

function fileOf(args: string[], command: string): string {
  const [file, ...more] = args;
  if (file === undefined || file.startsWith('-') || more.length > 0) throw new UsageError(`${command} takes one FILE.`);
  return resolve(file);
}
