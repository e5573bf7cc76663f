/** What a bundler makes of an import: esbuild, minified, in chunks, gzipped. */
import { gzipSync } from 'node:zlib';
import { type Metafile, build } from 'esbuild';

export interface Size {
  /** Bytes, gzipped, that load with the first line: the entry and what it imports. */
  loaded: number;
  /** Bytes, gzipped, that load when they are needed: what is behind `import()`. */
  onDemand: number;
}

const name = 'program.js';

/** The entry and all chunks that load with it. */
function loadedWith(entry: string, outputs: Metafile['outputs']): Set<string> {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
      if (kind !== 'dynamic-import' && !external) visit(next);
    }
  };
  visit(entry);
  return reached;
}

/**
 * @param program source of a module
 * @param folder from where its imports are resolved
 */
export async function measureSize(program: string, folder: string): Promise<Size> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: folder, sourcefile: name },
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: 'bundle',
    write: false,
    metafile: true,
    logLevel: 'silent',
    legalComments: 'none',
    // What only Node has is not weighed; some peers name it in branches that a browser does not take.
    external: [
      'node:*',
      'buffer',
      'crypto',
      'fs',
      'fs/promises',
      'path',
      'stream',
      'util',
      'http',
      'https',
      'url',
      'os',
    ],
  });
  // What is behind an `import()` counts as an entry too.
  const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path]!.entryPoint === name);
  if (entry === undefined) throw new Error(`esbuild made nothing of ${name}.`);
  const loaded = loadedWith(entry, metafile.outputs);
  const size = { loaded: 0, onDemand: 0 };
  for (const path of Object.keys(metafile.outputs)) {
    const file = outputFiles.find((candidate) => candidate.path.endsWith(path))!;
    size[loaded.has(path) ? 'loaded' : 'onDemand'] += gzipSync(file.contents, { level: 9 }).byteLength;
  }
  return size;
}
