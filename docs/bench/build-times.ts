/** `node build-times.ts <folder> <large contract>`: how long builds take, in a process of their own so that the first one is cold. */
import { buildDocs } from '../src/build.ts';

const [, , outDir = '', large = ''] = process.argv;

async function timed(name: string, options: Parameters<typeof buildDocs>[0]): Promise<void> {
  const started = performance.now();
  const files = await buildDocs(options);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`| ${name} | ${seconds} s | ${files.length} files |`);
}

console.log('| build, both languages | time | |\n|---|---|---|');
await timed('both editions, cold', { outDir });
await timed('both editions, warm', { outDir });
await timed('859 operations, one edition', {
  outDir,
  editions: [{ name: 'large', audience: 'public', sources: [{ slug: 'reference', file: large }] }],
  guides: outDir,
});
