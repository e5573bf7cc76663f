import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Edition, buildDocs } from '../../src/build.ts';
import type { Document } from '../../src/openapi.ts';
import { tiny, tinyGuides } from './tiny.ts';

/** A folder that is gone after the test. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function write(folder: string, files: Record<string, string>): Promise<void> {
  await Promise.all(
    Object.entries(files).map(async ([name, text]) => {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }),
  );
}

/** Every file below a folder, by its path there. */
export async function readAll(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const),
    ),
  );
}

interface Tiny {
  document?: Document;
  audience?: Edition['audience'];
  guides?: Record<string, string>;
}

const builds = new Map<string, Promise<Map<string, string>>>();

/** Builds the docs of a small contract, and reads what came out: once for the tests of a file that want the same. */
export function buildTiny(options: Tiny = {}): Promise<Map<string, string>> {
  const { document = tiny, audience = 'public', guides = tinyGuides } = options;
  const wanted = { document, audience, guides };
  const key = JSON.stringify(wanted);
  const build = builds.get(key) ?? buildNow(wanted);
  builds.set(key, build);
  return build;
}

async function buildNow({ document, audience, guides }: Required<Tiny>): Promise<Map<string, string>> {
  const folder = await scratch();
  const file = join(folder, 'tiny.json');
  await write(folder, { 'tiny.json': JSON.stringify(document) });
  await mkdir(join(folder, 'guides'));
  const languageOf = (name: string) => (name.includes('/') ? name : `en/${name}`);
  const named = Object.entries(guides).map(([name, text]) => [languageOf(name), text] as const);
  await write(join(folder, 'guides'), Object.fromEntries(named));
  const edition = { name: 'site', audience, sources: [{ slug: 'reference', file }] };
  await buildDocs({ outDir: join(folder, 'out'), editions: [edition], guides: join(folder, 'guides') });
  return readAll(join(folder, 'out', 'site'));
}
