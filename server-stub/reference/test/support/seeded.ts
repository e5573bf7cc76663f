import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { seed } from '../../src/seed/index.ts';
import { migrate, openStore, type DatabaseLocation } from '../../src/store/index.ts';

// To make and fill a database takes seven seconds of a core, to copy one less than one: it is made once for the sources as
// they are, and copied for each test that begins with the demonstration data.

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = fileURLToPath(new URL('../../../../node_modules/.cache/seeded-databases/', import.meta.url));
/** How long what was made is kept for sources that nobody has any more, in ms. */
const kept = 86_400_000;

let version: Promise<string> | undefined;

/** Any source of the server may decide what is in the database. */
function versionOfSources(): Promise<string> {
  version ??= (async () => {
    const hash = createHash('sha256').update(await readFile(join(root, 'package.json')));
    const files = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    for (const path of paths.toSorted()) {
      // oxlint-disable-next-line no-await-in-loop -- in this order
      hash.update(path.slice(root.length)).update(await readFile(path));
    }
    return hash.digest('hex').slice(0, 16);
  })();
  return version;
}

/** A seeded database in memory. */
export async function seededMemory(): Promise<DatabaseLocation> {
  const path = join(cache, `${await versionOfSources()}.tar`);
  try {
    return { kind: 'memory', from: await blobOf(path) };
  } catch {
    await mkdir(cache, { recursive: true });
    await forgetOld();
    const made = `${path}.${process.pid}`;
    await writeFile(made, new Uint8Array(await (await makeDump()).arrayBuffer()));
    // Of two processes that make it at once each finds a whole one.
    await rename(made, path);
    return { kind: 'memory', from: await blobOf(path) };
  }
}

/** Read at once: a blob that stands for the file cannot be read any more when another process has put its own there. */
const blobOf = async (path: string): Promise<Blob> => new Blob([await readFile(path)]);

async function makeDump(): Promise<Blob> {
  const store = await openStore({ kind: 'memory' });
  try {
    await migrate(store.db);
    await seed(store.db, 'both');
    if (!store.dump) throw new TypeError('An embedded database can be dumped.');
    return await store.dump();
  } finally {
    await store.close();
  }
}

async function forgetOld(): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    // oxlint-disable-next-line no-await-in-loop
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    // oxlint-disable-next-line no-await-in-loop
    if (Date.now() - mtimeMs > kept) await rm(path, { force: true });
  }
}

/**
 * Puts a copy of a seeded database in the place of an empty one.
 *
 * @param server - URL of a database beside it, from which it can be dropped and created
 * @param name - of the empty database
 */
export async function fillFromTemplate(server: string, name: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    const template = await templateOf(client, server);
    await client.query(`drop database ${name}`);
    await client.query(`create database ${name} template ${template}`);
  } finally {
    await client.end();
  }
}

const prefix = 'reference_template_';

async function templateOf(client: Client, server: string): Promise<string> {
  const name = `${prefix}${await versionOfSources()}`;
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
    await migrate(store.db);
    await seed(store.db, 'both');
    await store.close();
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
    // oxlint-disable-next-line no-await-in-loop -- one is read by no test of today
    if (Date.now() - Number(made ?? 0) > kept) await client.query(`drop database if exists ${datname} with (force)`);
  }
}
