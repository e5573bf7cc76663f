/**
 * Exports the labellisations of all collectivites as NDJSON, one collectivite a line.
 *
 *   node labellisations-export.ts --out labellisations.ndjson
 *
 * Interrupted, it goes on where it stopped when it is started again: `<out>.part` holds the finished pages, and
 * `<out>.progress.json` says how many bytes of it count. The file gets its name only when it is whole.
 */
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createClient } from '@guichet/sdk';

interface Progress {
  /** Pages that are whole in the part file. */
  pages: number;
  /** Bytes that they take: what stands behind is the half page of an interrupted run. */
  bytes: number;
}

async function readProgress(file: string): Promise<Progress> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Progress;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { pages: 0, bytes: 0 };
  }
}

async function exportAll(out: string): Promise<number> {
  const [part, progressFile] = [`${out}.part`, `${out}.progress.json`];
  let { pages, bytes } = await readProgress(progressFile);
  if (pages > 0) console.error(`Going on after page ${pages}.`);

  const client = createClient();
  const file = await open(part, pages > 0 ? 'r+' : 'w');
  try {
    await file.truncate(bytes);
    for await (const page of client.collectivites.labellisations.list({ page: pages + 1, limit: 100 }).pages()) {
      const lines = Buffer.from(page.data.map((item) => `${JSON.stringify(item)}\n`).join(''));
      await file.write(lines, 0, lines.length, bytes);
      await file.datasync();
      pages += 1;
      bytes += lines.length;
      await writeFile(`${progressFile}.tmp`, JSON.stringify({ pages, bytes } satisfies Progress));
      await rename(`${progressFile}.tmp`, progressFile);
      console.error(`Page ${page.page} of ${page.pageCount}`);
    }
  } finally {
    await file.close();
  }
  await rename(part, out);
  await rm(progressFile, { force: true });
  return pages;
}

try {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  if (!values.out) throw new Error('--out is missing. Usage: labellisations-export --out FILE.ndjson');
  console.log(`${values.out}: ${await exportAll(values.out)} pages`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
