import { execFile as start } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import manifest from '../../package.json' with { type: 'json' };
import { seed } from '../../src/seed/index.ts';
import { migrate, openStore, type DatabaseLocation, type Store } from '../../src/store/index.ts';

const execFile = promisify(start);

// To make and fill a database takes seven seconds of a core, to copy one less than one: it is made once for the sources as
// they are, and copied for each test that begins with the demonstration data.

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = fileURLToPath(new URL('../../../../node_modules/.cache/seeded-databases/', import.meta.url));
/** How long what was made is kept for sources that nobody has any more, in ms. */
const age = 86_400_000;

/** What a database has in it: nothing, not even tables; all tables; the demonstration data. */
export type Content = 'empty' | 'migrated' | 'seeded';

const versions = new Map<Content, Promise<string>>();

/** What was made is made again for other sources: the demonstration data may be decided by any source of the server. */
function versionOf(content: Content): Promise<string> {
  if (content === 'empty') return Promise.resolve(manifest.dependencies['@electric-sql/pglite']);
  let version = versions.get(content);
  if (!version) versions.set(content, (version = digestOf(content === 'seeded' ? 'src' : 'src/store')));
  return version;
}

async function digestOf(folder: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(root, 'package.json')));
  const files = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of paths.toSorted()) {
    hash.update(path.slice(root.length)).update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 16);
}

/** An embedded database in memory, from a dump: to make it takes three times as long, from nothing or with its data. */
export async function embeddedMemory(content: Content): Promise<DatabaseLocation> {
  // Read at once: a blob that stands for the file cannot be read any more when another process has put its own there.
  return {
    kind: 'memory',
    from: new Blob([await readFile(await kept(content, 'tar', (to) => writeDump(content, to)))]),
  };
}

/** The demonstration data in memory. */
export const seededMemory = () => embeddedMemory('seeded');

/** An embedded database in a directory that is not there yet. To open a copy of the files takes half of what a dump takes. */
export async function embeddedDirectory(path: string, content: Content) {
  const from = await kept(content, 'files', async (to) => {
    const store = await openStore({ kind: 'directory', path: to });
    await fill(store.db, content).finally(() => store.close());
  });
  await execFile('cp', ['-R', from, path]);
  return { kind: 'directory', path } as const;
}

/** Path of something that is made once. */
async function kept(content: Content, form: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(cache, `${content}-${await versionOf(content)}.${form}`);
  if (await exists(path)) return path;
  await mkdir(cache, { recursive: true });
  await forgetOld();
  const draft = `${path}.${process.pid}`;
  await make(draft);
  // Of two processes that make it at once each finds a whole one.
  await rename(draft, path).catch(async (error: unknown) => {
    if (!(await exists(path))) throw error;
    await rm(draft, { recursive: true, force: true });
  });
  return path;
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

async function fill(db: Store, content: Content): Promise<void> {
  if (content === 'empty') return;
  await migrate(db);
  if (content === 'seeded') await seed(db, 'both');
}

async function writeDump(content: Content, path: string): Promise<void> {
  const store = await openStore({ kind: 'memory' });
  try {
    await fill(store.db, content);
    if (!store.dump) throw new TypeError('An embedded database can be dumped.');
    await writeFile(path, new Uint8Array(await (await store.dump()).arrayBuffer()));
  } finally {
    await store.close();
  }
}

async function forgetOld(): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > age) await rm(path, { recursive: true, force: true });
  }
}

/**
 * Creates a database, from a copy of one that was filled before.
 *
 * @param server - URL of a database beside it
 * @param name - of the new database
 */
export async function createFromTemplate(server: string, name: string, content: Content): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    const template = content === 'empty' ? 'template1' : await templateOf(client, server, content);
    await client.query(`create database ${name} template ${template}`);
  } finally {
    await client.end();
  }
}

const prefix = 'reference_template_';

async function templateOf(client: Client, server: string, content: Content): Promise<string> {
  const name = `${prefix}${content}_${await versionOf(content)}`;
  const isThere = async () =>
    (await client.query('select from pg_database where datname = $1', [name])).rows.length > 0;
  if (await isThere()) return name;
  // Files of tests run side by side: one makes it, the others wait.
  await client.query('select pg_advisory_lock(hashtext($1))', [prefix]);
  try {
    if (await isThere()) return name;
    await dropOldTemplates(client);
    const draft = `${name}_${process.pid}`;
    await client.query(`create database ${draft}`);
    const url = new URL(server);
    url.pathname = `/${draft}`;
    const store = await openStore({ kind: 'postgres', url: url.href, poolSize: 1 });
    await fill(store.db, content).finally(() => store.close());
    await client.query(`comment on database ${draft} is '${Date.now()}'`);
    await client.query(`alter database ${draft} rename to ${name}`);
    return name;
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [prefix]);
  }
}

async function dropOldTemplates(client: Client): Promise<void> {
  const { rows } = await client.query<{ datname: string; made: string | null }>(
    `select datname, shobj_description(oid, 'pg_database') as made from pg_database where starts_with(datname, $1)`,
    [prefix],
  );
  for (const { datname, made } of rows) {
    if (Date.now() - Number(made ?? 0) > age) await client.query(`drop database if exists ${datname} with (force)`);
  }
}
