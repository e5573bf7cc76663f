import { readConfig } from '../config.ts';
import { askRunningServer } from '../control-client.ts';
import { integer, optionsOf, UsageError, type Command } from './command.ts';

export const token: Command = {
  async run(args) {
    const { user, ttl = '3600' } = optionsOf(args, { user: { type: 'string' }, ttl: { type: 'string' } });
    if (user === undefined) throw new UsageError('Whose token? Add --user NAME.');
    const seconds = integer('--ttl', ttl, 1, 43_200);
    const config = readConfig();
    if (config.production) {
      throw new UsageError("A person's token is printed in development only: in production people sign in.");
    }
    const asked = await askRunningServer(config, 'token', { user, ttl: seconds });
    if (asked !== undefined) {
      console.log(asked.answer.accessToken);
      return;
    }
    // Without a server this is one, for a moment.
    const { createApp } = await import('../app.ts');
    const { issuePersonToken } = await import('../demo.ts');
    const app = await createApp({ ...config, logLevel: 'silent' });
    try {
      console.log((await issuePersonToken(app, user, seconds)).accessToken);
    } finally {
      await app.close();
    }
  },
};
