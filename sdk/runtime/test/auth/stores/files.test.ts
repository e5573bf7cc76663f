import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessToken } from '@guichet/runtime';
import { fileStore } from '@guichet/runtime/stores/file';
import { FakeClock } from '@guichet/runtime/testing';
import { filesOf } from '../../../src/auth/stores/files.ts';
import { failure } from '../../support/wait.ts';

let folder = '';
const token = (expiresAt = Date.now() + 60_000) =>
  new AccessToken({ value: 'canary-token', requestedAt: expiresAt - 60_000, expiresAt });
beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await fs.rm(folder, { recursive: true, force: true });
});

const inside = (path: string) => readdirSync(join(folder, path));

describe('no path: the cache folder of the user', () => {
  const platform = (name: string) =>
    vi.stubGlobal('process', Object.create(process, { platform: { value: name } }) as typeof process);
  const written = async () => {
    await fileStore().set('key', token());
    const names = await fs.readdir(folder, { recursive: true });
    return names
      .find((name) => name.endsWith('.token'))!
      .split('/')
      .slice(0, -2)
      .join('/');
  };
  beforeEach(() => {
    vi.stubEnv('HOME', folder);
    for (const name of ['XDG_CACHE_HOME', 'LOCALAPPDATA']) vi.stubEnv(name, undefined);
  });

  it.each([
    ['linux', {}, '.cache'],
    ['darwin', {}, 'Library/Caches'],
    ['win32', {}, 'AppData/Local'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '.cache'],
    ['linux', { XDG_CACHE_HOME: '~/own' }, 'own'],
    ['darwin', { XDG_CACHE_HOME: '~/own' }, 'own'],
    ['win32', { LOCALAPPDATA: '~/own', XDG_CACHE_HOME: '~/other' }, 'own'],
  ])('%s with %j: %s', async (name, environment, expected) => {
    for (const [key, value] of Object.entries(environment)) vi.stubEnv(key, value.replace('~', folder));
    platform(name);
    expect(await written()).toBe(expected);
  });
});

describe('a disk that fails', () => {
  const failing = (code: string) => Object.assign(new Error(code), { code });
  it.each([
    ['ENOSPC', /cannot write .*\(ENOSPC\)\. The disk is full: make room/],
    ['EDQUOT', /cannot write .*\(EDQUOT\)\. The quota is used up: make room/],
    ['EROFS', /cannot write .*\(EROFS\)\. Pass a `path` that the user of this process may write/],
  ])('%s: what to do', async (code, message) => {
    vi.spyOn(fs, 'writeFile').mockRejectedValue(failing(code));
    const files = filesOf('test');
    expect(String(await failure(files.create(join(folder, 'a'), 'x')))).toMatch(message);
    expect(String(await failure(files.replace(join(folder, 'a'), 'x')))).toMatch(message);
    expect(inside('')).toEqual([]);
  });

  it('what was to be done, is named', async () => {
    const files = filesOf('test');
    const file = join(folder, 'a');
    await files.create(file, 'x');
    expect(String(await failure(files.makeFolder(join(file, 'b'))))).toMatch(/test: cannot make the folder .*ENOTDIR/);
    expect(String(await failure(files.read(join(file, 'b'))))).toMatch(/test: cannot read .*ENOTDIR/);
    expect(String(await failure(files.look(join(file, 'b'))))).toMatch(/test: cannot read .*ENOTDIR/);
    expect(String(await failure(files.remove(join(file, 'b'), 'x')))).toMatch(/test: cannot replace .*ENOTDIR/);
    vi.spyOn(fs, 'open').mockRejectedValue(new Error('of no code'));
    expect(await failure(files.read(file))).toEqual(new Error('of no code'));
  });

  it('what is not there: nothing to read, to look at or to remove', async () => {
    const files = filesOf('test');
    const file = join(folder, 'a');
    expect(await files.read(file)).toBeUndefined();
    expect(await files.look(file)).toBeUndefined();
    expect(await files.remove(file, 'x')).toBe(false);
  });
});

describe('files', () => {
  it('one that is there is not made again, and not removed for another text', async () => {
    const files = filesOf('test');
    const file = join(folder, 'a');
    expect(await files.create(file, 'one')).toBe(true);
    expect(await files.create(file, 'two')).toBe(false);
    expect(await files.remove(file, 'two')).toBe(false);
    expect(await files.read(file)).toBe('one');
    expect(await files.remove(file, 'one')).toBe(true);
    expect(inside('')).toEqual([]);
  });

  it('C3 replaced between look and removal: the newer one goes back to its place', async () => {
    const files = filesOf('test');
    const file = join(folder, 'a');
    await files.create(file, 'old');
    const { rename } = fs;
    vi.spyOn(fs, 'rename').mockImplementationOnce(async (from, to) => {
      await fs.writeFile(file, 'newer', { mode: 0o600 });
      await rename(from, to);
    });
    expect(await files.remove(file, 'old')).toBe(false);
    expect(await files.read(file)).toBe('newer');
    expect(inside('')).toEqual(['a']);
  });

  it('written to the disk before it takes its place, and never over another', async () => {
    const write = vi.spyOn(fs, 'writeFile');
    await filesOf('test').replace(join(folder, 'a'), 'x');
    expect(write.mock.calls[0]![2]).toEqual({ flag: 'wx', mode: 0o600, flush: true });
  });

  it('a touch moves its time', async () => {
    const files = filesOf('test');
    const file = join(folder, 'a');
    await files.create(file, 'x');
    await fs.utimes(file, 0, 0);
    await files.touch(file);
    expect(Date.now() - (await files.look(file))!.touchedAt).toBeLessThan(60_000);
  });

  it('no handle stays open', async () => {
    const files = filesOf('test');
    const file = join(folder, 'a');
    await files.create(file, 'x');
    const open = vi.spyOn(fs, 'open');
    await files.read(file);
    await files.look(file);
    const handles = await Promise.all(open.mock.results.map(({ value }) => value as Promise<{ fd: number }>));
    expect(handles.map(({ fd }) => fd)).toEqual([-1, -1]);
  });

  it('a system without users (Windows): files are read as they are', async () => {
    const files = filesOf('test');
    const file = join(folder, 'a');
    await fs.writeFile(file, 'x', { mode: 0o644 });
    vi.stubGlobal('process', Object.create(process, { getuid: { value: undefined } }) as typeof process);
    expect(await files.read(file)).toBe('x');
  });

  it('where process ids mean the same: host and, on Linux, the namespace', () => {
    const { os, system } = filesOf('test');
    const said = system();
    expect(said.startsWith(os.hostname())).toBe(true);
    if (process.platform === 'linux') expect(said).toMatch(/ pid:\[\d+\]$/);
  });
});

describe('fileStore', () => {
  it('a token that ends now is not written; one that ends in a moment is', async () => {
    const clock = new FakeClock();
    const store = fileStore({ path: folder, clock });
    await store.set('key', token(clock.now()));
    expect(inside('')).toEqual([]);
    await store.set('key', token(clock.now() + 1));
    expect(inside('')).toHaveLength(1);
  });

  it('sealed, and nothing there: nothing is found', async () => {
    const store = fileStore({ path: folder, seal: new Uint8Array(32) });
    expect(await store.get('key')).toBeUndefined();
  });

  it('a path that is none: what to pass stands there', () => {
    expect(() => fileStore({ path: '' })).toThrow(/Pass a folder, such as `\/var\/lib\/myjob\/tokens`/);
  });
});
