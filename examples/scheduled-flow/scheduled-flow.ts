/**
 * A nightly job: writes the measures of a file (NDJSON, one value a line), in batches.
 *
 *   node scheduled-flow.ts --in measures.ndjson [--state folder] [--secret-file FILE]
 *
 * It ends with 0 when all is written, with 1 when something is left: run it again, and it goes on where it stopped. What it
 * remembers, its token included, is in the state folder. The secret is read at each run, so that a rotation needs no
 * deployment: put the new one in place within the grace period of the old one.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient, isApiError } from '@guichet/sdk';
import { fileStore } from '@guichet/sdk/stores/file';
import { type Progress, readProgress, writeProgress } from './progress.ts';
import { readBatches } from './batches.ts';

const usage = 'Usage: scheduled-flow --in FILE.ndjson [--state FOLDER] [--secret-file FILE]';

async function readSettings() {
  const { values } = parseArgs({
    options: {
      in: { type: 'string' },
      state: { type: 'string', default: 'state' },
      'secret-file': { type: 'string' },
    },
  });
  if (values.in === undefined) throw new Error(`--in is missing. ${usage}`);
  const secretFile = values['secret-file'];
  return {
    input: await readFile(values.in, 'utf8'),
    state: values.state,
    // As Docker, Kubernetes and systemd hand out secrets; without a file the SDK looks into the environment.
    secret: secretFile === undefined ? {} : { clientSecret: (await readFile(secretFile, 'utf8')).trim() },
  };
}

async function run(): Promise<string> {
  const { input, state, secret } = await readSettings();
  await mkdir(state, { recursive: true, mode: 0o700 });
  const progressFile = join(state, 'progress.json');
  const digest = createHash('sha256').update(input).digest('hex');
  let progress: Progress = await readProgress(progressFile, digest);
  if (progress.batches > 0) console.log(`Going on after batch ${progress.batches}.`);

  // The token of the last run serves this one too, while it is valid.
  const client = createClient({ ...secret, store: fileStore({ path: join(state, 'tokens') }) });
  for (const [index, valeurs] of readBatches(input).entries()) {
    if (index < progress.batches) continue;
    // Killed between the answer and the note of it, the next run repeats this batch: with this key it is written once.
    const idempotencyKey = `${digest.slice(0, 32)}-${index}`;
    const { count } = await client.indicateurs.valeurs.upsert({ body: { valeurs } }, { idempotencyKey });
    progress = { digest, batches: index + 1, values: progress.values + count };
    await writeProgress(progressFile, progress);
  }
  return `${progress.values} values in ${progress.batches} batches: everything is written.`;
}

try {
  console.log(await run());
} catch (error) {
  console.error((error as Error).message);
  if (isApiError(error)) {
    for (const { pointer = '', detail } of error.problem?.errors ?? []) console.error(`  ${pointer} ${detail}`);
    console.error(`  requestId ${error.requestId}`);
  }
  process.exitCode = 1;
}
