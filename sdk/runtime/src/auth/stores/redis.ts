/**
 * Shares tokens among all processes that reach one Redis or Valkey.
 *
 * @module
 */
import { slug } from '../../../../../guichet.config.ts';
import { type Clock, systemClock } from '../../clock.ts';
import { optionError, requiredString } from '../../options.ts';
import { readEntry, writeEntry } from './entry.ts';
import { noticeOption } from './notice.ts';
import { type SealKey, sealOption } from './seal.ts';
import type { TokenStore } from './store.ts';

/** Sends one command, such as `['GET', 'key']`, and promises its reply. */
export type RedisCommand = (command: readonly string[]) => Promise<unknown>;

/** ioredis and iovalkey, alone or as a cluster. */
export interface IoredisClient {
  /** Sends any command. */
  call(command: string, ...args: string[]): Promise<unknown>;
  /** What such a client is known by. */
  defineCommand: unknown;
}

/** node-redis and `@valkey/client`, alone or as a cluster or pool. */
export interface NodeRedisClient {
  /** Runs a script of Lua. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** Where tokens are kept in Redis, and how. */
export interface RedisStoreOptions {
  /** A connected client that stays yours to close; or a function that sends one command, for any other. */
  client: IoredisClient | NodeRedisClient | RedisCommand;
  /** What all keys start with. Default `guichet:token:`. */
  prefix?: string | undefined;
  /** Seals tokens by AES-256-GCM. What cannot be opened with this key counts as absent. Default: as they are. */
  seal?: SealKey | undefined;
  /** Called with each failure of Redis; calls go on without it. Default: one process warning. */
  onError?: ((error: unknown) => void) | undefined;
  /** Time; replaced in tests. */
  clock?: Clock | undefined;
}

export type { SealKey } from './seal.ts';
export type { Lease, TokenStore } from './store.ts';

const owner = 'redisStore';

// One key each, so that they work on a cluster.
const scripts = {
  // With the time left by the server's clock: the clocks of the machines that share it may differ.
  read: "local text = redis.call('GET', KEYS[1]) if not text then return false end return { text, redis.call('PTTL', KEYS[1]) }",
  write: "return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])",
  remove: "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0",
  take: "return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX')",
  renew: "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0",
};

type Run = (script: string, key: string, ...args: string[]) => Promise<unknown>;

function runnerOf(client: unknown): Run {
  if (typeof client === 'function') {
    return (script, key, ...args) => (client as RedisCommand)(['EVAL', script, '1', key, ...args]);
  }
  const some = client as Partial<IoredisClient & NodeRedisClient> | null | undefined;
  if (typeof some?.call === 'function' && typeof some.defineCommand === 'function') {
    const ioredis = client as IoredisClient;
    return (script, key, ...args) => ioredis.call('EVAL', script, '1', key, ...args);
  }
  if (typeof some?.eval === 'function') {
    const nodeRedis = client as NodeRedisClient;
    return (script, key, ...args) => nodeRedis.eval(script, { keys: [key], arguments: args });
  }
  throw optionError(
    owner,
    'client',
    client,
    'a client of ioredis, iovalkey or node-redis, or a function that sends one command',
  );
}

async function digest(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Keeps tokens in Redis or Valkey, so that a whole fleet makes one token request: the first one asks, the others wait
 * for it; if it dies meanwhile, another takes over within 3 s. Needs `EVAL`, `GET`, `SET`, `DEL`, `PTTL` and `PEXPIRE`.
 *
 * Redis that is down, slow or full costs a call two seconds at most, once in 30 s: tokens then come from the token
 * endpoint. Whoever can read the keys can use the tokens: keep others out, or pass `seal`.
 *
 * @throws TypeError when an option is missing or not acceptable
 *
 * @example
 * import { Redis } from 'ioredis';
 *
 * const client = new Redis('redis://localhost:6379');
 * const store = redisStore({ client, seal: process.env.TOKEN_SEAL });
 * const tokens = clientCredentials({ tokenUrl, clientId, clientSecret, store });
 */
export function redisStore(options: RedisStoreOptions): TokenStore {
  const send = runnerOf(options?.client);
  const prefix =
    options.prefix === undefined
      ? `${slug}:token:`
      : requiredString(owner, 'prefix', options.prefix, 'what all keys start with, such as `myapp:token:`');
  const seal = sealOption(owner, options.seal);
  const clock = options.clock ?? systemClock;
  const onError = noticeOption(owner, options.onError);
  const placeOf = async (key: string) => prefix + (await digest(key));

  const run: Run = async (script, key, ...args) => {
    try {
      return await send(script, key, ...args);
    } catch (error) {
      // Clients attach the command to their errors, and the token with it.
      // oxlint-disable-next-line preserve-caught-error -- see above
      throw new Error(`${owner}: Redis failed (${error instanceof Error ? error.message : String(error)}).`);
    }
  };
  async function read(key: string) {
    const reply = await run(scripts.read, await placeOf(key));
    if (!Array.isArray(reply)) return undefined;
    const text = String(reply[0]);
    const left = Number(reply[1]);
    // Without a time to live, as after a PERSIST, what was written counts.
    const token = await readEntry(key, text, { seal, now: clock.now(), remaining: left < 0 ? undefined : left });
    return token && { text, token };
  }

  return {
    get: async (key) => (await read(key))?.token,
    async set(key, token) {
      const left = Math.floor(token.expiresAt - clock.now());
      if (left > 0) await run(scripts.write, await placeOf(key), await writeEntry(key, token, seal), String(left));
    },
    async delete(key, token) {
      const found = await read(key);
      if (found?.token.value === token.value) await run(scripts.remove, await placeOf(key), found.text);
    },
    async lease(key, term) {
      const place = `${await placeOf(key)}:lease`;
      const holder = crypto.randomUUID();
      const ms = String(Math.ceil(term));
      if ((await run(scripts.take, place, holder, ms)) === null) return undefined;
      return {
        renew: async () => Number(await run(scripts.renew, place, holder, ms)) === 1,
        release: async () => void (await run(scripts.remove, place, holder)),
      };
    },
    onError,
  };
}
