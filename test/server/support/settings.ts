/** What `npm run test:server` was told, by environment variables: workers of vitest get nothing else. */
export interface Settings {
  url: string;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  token?: string | undefined;
  otherToken?: string | undefined;
  auditorToken?: string | undefined;
  timing: boolean;
}

export const variables = {
  url: 'TEST_SERVER_URL',
  clientId: 'TEST_SERVER_CLIENT_ID',
  clientSecret: 'TEST_SERVER_CLIENT_SECRET',
  token: 'TEST_SERVER_TOKEN',
  otherToken: 'TEST_SERVER_OTHER_TOKEN',
  auditorToken: 'TEST_SERVER_AUDITOR_TOKEN',
  timing: 'TEST_SERVER_TIMING',
} as const satisfies Record<keyof Settings, string>;

export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const url = env[variables.url];
  if (!url) throw new Error('Which server? Run npm run test:server -- --url http://localhost:8080 --token TOKEN.');
  return {
    url: url.replace(/\/$/, ''),
    clientId: env[variables.clientId],
    clientSecret: env[variables.clientSecret],
    token: env[variables.token],
    otherToken: env[variables.otherToken],
    auditorToken: env[variables.auditorToken],
    timing: env[variables.timing] === 'yes',
  };
}
