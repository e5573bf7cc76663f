import { execFileSync } from 'node:child_process';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessToken, type TokenStore } from '@guichet/runtime';
import { fileStore } from '@guichet/runtime/stores/file';
import { fileLease } from '../../../src/auth/stores/file-lease.ts';
import { filesOf } from '../../../src/auth/stores/files.ts';
import { answer, openApi } from '../../support/api.ts';
import { fakeTokens } from '../../support/tokens.ts';
import { openWorker } from '../../support/workers.ts';

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
let folder = '';
let errors: string[] = [];
const onError = (error: unknown) => void errors.push(String(error));
const open = (options: Parameters<typeof fileStore>[0] = {}) => fileStore({ path: folder, onError, ...options });
const token = (value = 'canary-token', lifetime = 900_000) =>
  new AccessToken({ value, scopes: ['a'], requestedAt: Date.now(), expiresAt: Date.now() + lifetime });
const fileOf = async (kind: 'token' | 'lease') =>
  join(
    folder,
    (await readdir(folder)).find((name) => name.endsWith(`.${kind}`))!,
  );
const tokenFile = () => fileOf('token');

beforeEach(async () => {
  errors = [];
  folder = join(await mkdtemp(join(tmpdir(), 'tokens-')), 'inner', 'tokens');
});
afterEach(async () => {
  await rm(join(folder, '..', '..'), { recursive: true, force: true });
});

describe('what it writes', () => {
  it('a token comes back as it was, in another store of the same folder', async () => {
    const written = token();
    await open().set('key', written);
    const read = await open().get('key');
    expect(read).toBeInstanceOf(AccessToken);
    expect(read?.value).toBe('canary-token');
    expect({ ...read }).toEqual({ ...written });
  });

  // Threads, in which mutants are judged, have no umask of their own.
  it.skipIf(!isMainThread)('S1 folder and files belong to their owner alone, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      await open().set('key', token());
      await open().lease?.('key', 1000);
    } finally {
      process.umask(before);
    }
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const files = await readdir(folder);
    expect(files).toHaveLength(2);
    for (const file of files) expect((await stat(join(folder, file))).mode & 0o777, file).toBe(0o600);
  });

  it('S1 sealed: no token can be read from the disk', async () => {
    const seal = crypto.getRandomValues(new Uint8Array(32));
    await open({ seal }).set('key', token());
    expect(await readFile(await tokenFile(), 'utf8')).not.toContain('canary-token');
    expect((await open({ seal }).get('key'))?.value).toBe('canary-token');
  });

  it('readers beside two writers never see half a file', async () => {
    const long = 'x'.repeat(20_000);
    const store = open();
    await store.set('key', token(`a${long}`));
    const write = async (name: string) => {
      for (let n = 0; n < 50; n += 1) await store.set('key', token(name + long));
    };
    const read = async () => {
      for (let n = 0; n < 100; n += 1) expect((await store.get('key'))?.value).toHaveLength(20_001);
    };
    await Promise.all([write('a'), write('b'), read(), read()]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('a token that has ended is not written', async () => {
    await open().set('key', token('old', -1));
    expect(await open().get('key')).toBeUndefined();
  });
});

describe('C9 keys', () => {
  it('two keys: neither sees the token of the other', async () => {
    const store = open();
    await store.set('one', token('of-one'));
    await store.set('two', token('of-two'));
    expect((await store.get('one'))?.value).toBe('of-one');
    expect((await store.get('two'))?.value).toBe('of-two');
    expect(await store.get('three')).toBeUndefined();
  });

  it.each([undefined, crypto.getRandomValues(new Uint8Array(32))])(
    'a file that was copied to the place of another key is not taken for its token (seal: %o)',
    async (seal) => {
      const store = open({ seal });
      await store.set('one', token('of-one'));
      const text = await readFile(await tokenFile(), 'utf8');
      await rm(await tokenFile());
      await store.set('two', token('of-two'));
      await writeFile(await tokenFile(), text);
      expect(await store.get('two')).toBeUndefined();
    },
  );

  it('C3 delete names the token: a newer one stays', async () => {
    const store = open();
    const old = token('old');
    await store.set('key', old);
    await store.set('key', token('new'));
    await store.delete('key', old);
    expect((await store.get('key'))?.value).toBe('new');
    await store.delete('key', token('new'));
    expect(await store.get('key')).toBeUndefined();
    await store.delete('key', token('new'));
  });
});

describe('a file that cannot be trusted', () => {
  it.each(['', '{', 'null', '[]', '{"version":1}', '\0\0\0', '{"version":2,"key":"key"}'])(
    'corrupt (%j): counts as absent, and the next token replaces it',
    async (text) => {
      const store = open();
      await store.set('key', token());
      await writeFile(await tokenFile(), text);
      expect(await store.get('key')).toBeUndefined();
      await store.set('key', token('next'));
      expect((await store.get('key'))?.value).toBe('next');
    },
  );

  it('S1 others may read it: not used, said so, and replaced by a new token with mode 0600', async () => {
    const { tokens, clock } = fakeTokens({
      store: open({ clock: { now: () => clock.now(), schedule: () => () => {} } }),
    });
    await tokens.getToken();
    const file = await vi.waitFor(tokenFile, { timeout: 20_000 });
    await chmod(file, 0o644);
    const other = fakeTokens({ store: open({ clock }), clock });
    for (let n = 0; n < 5; n += 1) other.server.issue();
    expect((await other.tokens.getToken()).value).toBe('test-token-6');
    expect(errors[0]).toMatch(/\.token is open to others \(mode 0644\) and was not used/);
    await vi.waitFor(async () => expect((await stat(file)).mode & 0o777).toBe(0o600), { timeout: 20_000 });
    expect(errors.join()).not.toContain('test-token');
  });

  it.runIf(isRoot)('S3 it belongs to another user (root tests this): not used, and said so', async () => {
    const store = open();
    await store.set('key', token('planted'));
    await chown(await tokenFile(), nobody, nobody);
    await expect(store.get('key')).rejects.toThrow(/belongs to another user \(65534\) and was not used/);
  });

  it('S3 a link to elsewhere: not followed', async () => {
    const store = open();
    await store.set('key', token());
    const file = await tokenFile();
    const elsewhere = join(folder, 'elsewhere');
    await writeFile(elsewhere, await readFile(file), { mode: 0o600 });
    await rm(file);
    await symlink(elsewhere, file);
    await expect(store.get('key')).rejects.toThrow(/cannot read .* \(ELOOP\)/);
    await store.set('key', token('next'));
    expect((await lstat(file)).isSymbolicLink()).toBe(false);
  });

  it('C6 pipes in the places of token and lease: nothing blocks', async () => {
    const store = open();
    await store.set('key', token());
    const file = await tokenFile();
    await rm(file);
    execFileSync('sh', ['-c', 'mkfifo -m 600 "$0" "$1"', file, file.replace('.token', '.lease')]);
    expect(await store.get('key')).toBeUndefined();
    expect(await store.lease?.('key', 1000)).toBeUndefined();
  });
});

describe('a folder that cannot be used', () => {
  it('a token comes all the same, and one warning names folder, cause and remedy', async () => {
    await mkdir(join(folder, '..'), { recursive: true });
    await writeFile(folder, 'a file in its place');
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { tokens } = fakeTokens({ store: fileStore({ path: folder }) });
    const first = await tokens.getToken();
    tokens.invalidate(first);
    expect((await tokens.getToken()).value).toBe('test-token-2');
    await vi.waitFor(() => expect(warned).toHaveBeenCalledOnce(), { timeout: 20_000 });
    expect(String(warned.mock.calls[0]?.[0])).toMatch(/fileStore: cannot .* \((ENOTDIR|EEXIST)\)\. Pass a `path`/);
    warned.mockRestore();
  });

  it('read only, as another user sees it: a token comes within a second', { timeout: 30_000 }, async () => {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o555);
    // Root writes anywhere; its parents let others pass.
    await chmod(join(folder, '..', '..'), 0o755);
    const api = await openApi((_, response) =>
      answer(response, 200, { access_token: 'fresh', token_type: 'Bearer', expires_in: 900 }),
    );
    const setup = { kind: 'file', place: folder, tokenUrl: `${api.url}/token` } as const;
    const worker = await openWorker(setup, isRoot ? nobody : undefined);
    try {
      const { value, errors: said } = await worker.ask();
      expect(value).toBe('fresh');
      expect(said[0]).toMatch(/cannot write .* \(EACCES\)\. Pass a `path` that the user of this process may write/);
    } finally {
      await worker.close();
      await api.close();
      await chmod(folder, 0o755);
    }
  });
});

describe('its lease', () => {
  const lease = (store: TokenStore, term = 1000) => Promise.resolve(store.lease!('key', term));

  it('one at a time; given back it is free', async () => {
    const first = await lease(open());
    expect(await lease(open())).toBeUndefined();
    expect(await first?.renew()).toBe(true);
    await first?.release();
    expect(await first?.renew()).toBe(false);
    expect(await lease(open())).toBeDefined();
  });

  it('C10 its holder is no more: free at once', async () => {
    await lease(open());
    const file = await fileOf('lease');
    const holder = JSON.parse(await readFile(file, 'utf8')) as object;
    const gone = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
    await writeFile(file, JSON.stringify({ ...holder, pid: gone }));
    expect(await lease(open())).toBeDefined();
  });

  it.each([
    ['on another machine', JSON.stringify({ system: 'elsewhere', pid: 1, id: 'x' })],
    ['that died before it had written its name', ''],
  ])('C10 a holder %s: free after a term without a sign of life, whatever its clock said', async (_, text) => {
    const store = open();
    await (await lease(store))?.release();
    await store.set('key', token());
    const file = (await tokenFile()).replace('.token', '.lease');
    await writeFile(file, text);
    expect(await lease(store, 300)).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 200));
    // A sign of life, by a clock that is a year behind.
    await utimes(file, new Date(Date.now() - 3e10), new Date(Date.now() - 3e10));
    expect(await lease(store, 300)).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await lease(store, 300)).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await lease(store, 300)).toBeDefined();
  });

  it('C10 many find the holder dead at once: one takes over', async () => {
    for (let round = 0; round < 20; round += 1) {
      await rm(folder, { recursive: true, force: true });
      await lease(open());
      const file = await fileOf('lease');
      const holder = JSON.parse(await readFile(file, 'utf8')) as object;
      await writeFile(file, JSON.stringify({ ...holder, pid: 2 ** 22 + 1 }));
      const taken = await Promise.all(Array.from({ length: 8 }, () => lease(open())));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await lease(open())).toBeUndefined();
    }
  });

  it('C10 another took over between the look and the claim: its lease stays', async () => {
    await lease(open());
    const file = await fileOf('lease');
    const holder = JSON.parse(await readFile(file, 'utf8')) as object;
    const files = filesOf('test');
    const take = fileLease({
      ...files,
      async create(path, text) {
        if (path.endsWith('.claim')) await files.replace(file, JSON.stringify({ ...holder, id: 'the quicker one' }));
        return files.create(path, text);
      },
    });
    await writeFile(file, JSON.stringify({ ...holder, pid: 2 ** 22 + 1 }));
    expect(await take(file, 1000)).toBeUndefined();
    expect(await readFile(file, 'utf8')).toContain('the quicker one');
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('C10 one that was taking over died too: another does, within two looks', async () => {
    await lease(open());
    const file = await fileOf('lease');
    const gone = JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), pid: 2 ** 22 + 1 });
    await writeFile(file, gone);
    await writeFile(`${file}.claim`, gone);
    expect(await lease(open())).toBeUndefined();
    expect(await lease(open())).toBeDefined();
  });
});

describe('options', () => {
  it.each([
    [{ path: '' }, /fileStore: `path` cannot be an empty string/],
    [{ path: 5 as never }, /fileStore: `path` cannot be a number/],
    [{ onError: 'log' as never }, /fileStore: `onError` cannot be a string/],
    [{ seal: 'canary-short' }, /fileStore: `seal` has \d+ bytes|no base64/],
  ])('%o: a TypeError that names it', (options, message) => {
    expect(() => fileStore(options)).toThrow(message);
    expect(() => fileStore(options)).toThrow(TypeError);
  });

  it('no path: the cache folder of the user', async () => {
    vi.stubEnv('XDG_CACHE_HOME', folder);
    await fileStore().set('key', token());
    expect(await readdir(join(folder, 'guichet'))).toHaveLength(1);
    vi.unstubAllEnvs();
  });

  it('a runtime without files: refused by name, and told what to use', () => {
    vi.stubGlobal('process', {});
    try {
      expect(() => fileStore()).toThrow(/fileStore: this runtime has no files to share. Use `redisStore`/);
    } finally {
      vi.unstubAllGlobals();
    }
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    try {
      expect(() => fileStore()).toThrow(TypeError);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
