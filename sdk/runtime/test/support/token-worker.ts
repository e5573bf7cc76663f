/** A process of a fleet: gets a token when told, by IPC. Started by `openWorker`. */
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { type AccessToken, type TokenStore, clientCredentials } from '@guichet/runtime';
import { fileStore } from '@guichet/runtime/stores/file';
import { redisStore } from '@guichet/runtime/stores/redis';

export interface WorkerSetup {
  kind: 'file' | 'ioredis' | 'node-redis';
  /** Folder, or prefix of keys. */
  place: string;
  tokenUrl: string;
  seal?: string;
}

const setup = JSON.parse(process.argv[2] ?? '') as WorkerSetup;
const errors: string[] = [];
const onError = (error: unknown) => void errors.push(String(error));

async function open(): Promise<TokenStore> {
  const { kind, place, seal } = setup;
  if (kind === 'file') return fileStore({ path: place, seal, onError });
  const client =
    kind === 'ioredis' ? new Redis('redis://127.0.0.1:6379') : createClient({ url: 'redis://127.0.0.1:6379' });
  if ('isReady' in client) await client.connect();
  process.once('disconnect', () => void client.quit());
  return redisStore({ client, prefix: place, seal, onError });
}

const tokens = clientCredentials({
  tokenUrl: setup.tokenUrl,
  clientId: 'partner',
  clientSecret: 'canary-secret',
  store: await open(),
  fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, 'x-worker': String(process.pid) } }),
});
let current: AccessToken | undefined;
process.on('message', (order: 'get' | 'refuse') => {
  if (order === 'refuse' && current) tokens.invalidate(current);
  void answer();
});
async function answer(): Promise<void> {
  try {
    current = await tokens.getToken();
    process.send?.({ value: current.value, errors });
  } catch (error) {
    process.send?.({ failure: String(error), errors });
  }
}
process.send?.('ready');
