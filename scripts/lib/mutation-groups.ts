/** Files of the token engine, and the tests that are about them; paths in `sdk/runtime/src` and `sdk/runtime/test`. */
export interface MutationGroup {
  name: string;
  files: string[];
  judges: string[];
}

const inside = (folder: string, ...names: string[]): string[] => names.map((name) => `${folder}/${name}`);

export const groups: MutationGroup[] = [
  {
    name: 'cache',
    files: inside('auth', 'token-cache', 'shared-store', 'token-lifetime', 'token-source'),
    judges: inside('auth', 'token-cache', 'token-keys', 'dead-attempts', 'shared-store', 'token-lifetime'),
  },
  {
    name: 'device',
    files: inside('auth', 'device-authorization', 'device-code'),
    judges: inside('auth', 'device-authorization'),
  },
  {
    name: 'requests',
    files: inside(
      'auth',
      'client-credentials',
      'token-endpoint',
      'token-refusal',
      'token-request',
      'client-form',
      'redact',
    ),
    judges: [
      ...inside('auth', 'client-credentials', 'token-answers', 'redact', 'token-keys', 'other-servers'),
      'observe/log',
      'foreign',
    ],
  },
  {
    name: 'credentials',
    files: inside(
      'auth',
      'access-token',
      'api-key',
      'authorized-fetch',
      'client-authentication',
      'private-key-jwt',
      'user-token',
    ),
    judges: [
      ...inside('auth', 'access-token', 'api-key', 'authorized-fetch', 'client-authentication', 'private-key-jwt'),
      'transport/deadline',
    ],
  },
  {
    name: 'stores',
    files: inside('auth/stores', 'entry', 'file', 'file-lease', 'files', 'memory', 'notice', 'redis', 'seal', 'store'),
    judges: inside('auth/stores', 'file', 'files', 'memory', 'notice', 'redis', 'redis-commands', 'seal'),
  },
  {
    name: 'connections',
    files: inside('transport', 'connection', 'connection-error'),
    judges: inside('transport', 'connection'),
  },
  {
    name: 'messages',
    files: inside(
      'transport',
      'channel',
      'discard',
      'error-response',
      'exchange',
      'headers',
      'limits',
      'path',
      'query',
      'request-body',
      'response-body',
      'scopes',
      'validation',
    ),
    judges: inside(
      'transport',
      'channel',
      'error-response',
      'headers',
      'limits',
      'path',
      'query',
      'request-body',
      'response-body',
    ),
  },
  {
    name: 'sending',
    files: inside('transport', 'send', 'redirect', 'foreign'),
    judges: [
      'foreign',
      ...inside('transport', 'send', 'redirect', 'try-deadline', 'retry'),
      ...inside('auth', 'authorized-fetch', 'api-key'),
      ...inside('observe', 'hooks', 'log'),
    ],
  },
  {
    name: 'retries',
    files: inside('transport', 'retry', 'retry-loop', 'deadline', 'body'),
    judges: inside('transport', 'retry', 'retry-loop', 'retry-policy', 'deadline', 'try-deadline'),
  },
];
