/** `node scripts/publish.ts`: publishes each staged package whose version the registry does not have yet, with provenance. */
import { basename } from 'node:path';
import { readFileSync } from 'node:fs';
import { packAll } from './pack.ts';
import { run } from './lib/run.ts';
import { files } from './lib/stamp.ts';

await packAll();
for (const file of files(['.build/packages/*/package.json'])) {
  const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name: string; version: string };
  const folder = file.slice(0, -'/package.json'.length);
  if ((await run('npm', ['view', `${name}@${version}`, 'version'])).output.trim() === version) {
    console.log(`${name}@${version} is published already`);
    continue;
  }
  const { code } = await run('npm', ['publish', '--provenance', '--access', 'public', folder], { echo: true });
  if (code !== 0)
    throw new Error(`${basename(folder)} was not published; run the same command again once that is fixed.`);
  // The release action reads this line.
  console.log(`New tag: ${name}@${version}`);
}
