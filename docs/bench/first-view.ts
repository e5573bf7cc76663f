/**
 * `npm run bench -w @guichet/docs -- [--rounds 7] [--no-build]`: what a reader's first look at the reference costs, beside
 * Redoc's own pages of the same contract, and how long a build takes. Needs `npm run docs:build` and chromium.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { editions } from '../src/edition.ts';
import type { Document } from '../src/openapi.ts';
import { defaultOutDir } from '../src/out-dir.ts';
import { multiplied } from './lib/multiplied.ts';
import { serveCompressed } from './lib/serve.ts';
import { type View, median, view } from './lib/view.ts';

const { values } = parseArgs({
  options: {
    /** Looks at each page. */
    rounds: { type: 'string', default: '7' },
    /** Without the times of builds. */
    'no-build': { type: 'boolean', default: false },
  },
});

const require = createRequire(import.meta.url);
const operations = 859;
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'docs-bench-'));
const publicBundle = editions[0]?.sources[0]?.file ?? '';
const ms = (value: number): string => `${Math.round(value)} ms`;

function run(command: readonly string[], env: Record<string, string> = {}): number {
  const started = performance.now();
  const [program = '', ...args] = command;
  const { status, stderr } = spawnSync(program, args, { cwd: root, env: { ...process.env, ...env }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} failed:\n${stderr}`);
  return performance.now() - started;
}

/** The pages that are compared, below one server. */
async function pages(): Promise<Map<string, string>> {
  const files = new Map<string, string>([
    ['empty/index.html', '<!doctype html><html lang="en"><title>Empty</title><p>Empty'],
  ]);
  const ours = join(defaultOutDir, 'public');
  for (const name of await readdir(ours, { recursive: true }))
    if (/\.(?:html|css|js|svg)$/.test(name)) files.set(`ours/${name}`, await readFile(join(ours, name), 'utf8'));
  const standalone = await readFile(require.resolve('redoc/bundles/redoc.standalone.js'), 'utf8');
  files.set('redoc/redoc.standalone.js', standalone);
  files.set('redoc/openapi.json', await readFile(publicBundle, 'utf8'));
  const page = '<!doctype html><html lang="en"><title>API</title><redoc spec-url="openapi.json"></redoc>';
  files.set('redoc/index.html', `${page}<script src="redoc.standalone.js"></script>`);
  const built = join(folder, 'build-docs.html');
  run([join(root, 'node_modules/.bin/redocly'), 'build-docs', publicBundle, '-o', built]);
  // It loads Redoc 3 from a host of its makers; the same file comes with the command.
  const page3 = (await readFile(built, 'utf8')).replace(/https:[^"']*\/redoc\.standalone\.js/g, './redoc.js');
  files.set('build-docs/index.html', page3);
  const beside = join(root, 'node_modules/@redocly/cli/lib/chunks/redoc.standalone.js');
  files.set('build-docs/redoc.js', await readFile(beside, 'utf8'));
  return files;
}

/** The guides and the pages of problem types. */
const pageFiles = async (): Promise<string[]> =>
  (await readdir(join(defaultOutDir, 'public'), { recursive: true })).filter(
    (file) => file.endsWith('.html') && !file.startsWith('fr/') && !/^(?:reference|registry|index)\.html$/.test(file),
  );

/** Of the operations, those whose name cannot be read with scripts off. */
async function unreadable(browser: Awaited<ReturnType<typeof chromium.launch>>, url: string, names: string[]) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url);
  const text = (await page.locator('body').innerText()).replace(/\s+/g, ' ');
  await context.close();
  return names.filter((name) => !text.includes(name));
}

try {
  const subjects = {
    'an empty page': 'empty/index.html',
    ours: 'ours/reference.html',
    'Redoc 2.5.4 stand-alone': 'redoc/index.html',
    'Redoc 3.0.1 (redocly build-docs)': 'build-docs/index.html',
  };
  const server = await serveCompressed(await pages());
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const views = new Map<string, View[]>(Object.keys(subjects).map((name) => [name, []]));
  // In turn, so that what else the machine does hits all alike; the first round only warms the browser up.
  for (let round = 0; round <= Number(values.rounds); round++)
    for (const [name, file] of Object.entries(subjects)) {
      const seen = await view(browser, server.url + file);
      if (round > 0) views.get(name)?.push(seen);
    }
  const document = JSON.parse(await readFile(publicBundle, 'utf8')) as Document;
  const summaries = Object.values(document.paths ?? {}).flatMap((item) =>
    Object.values(item).flatMap(
      (operation) => (operation as { operationId?: string; summary?: string })?.summary ?? [],
    ),
  );
  const empty = median((views.get('an empty page') ?? []).map(({ painted }) => painted));
  console.log(`${values.rounds} looks each, medians; load of the machine ${loadavg()[0]?.toFixed(1)}\n`);
  console.log(
    '| first view | kB, all requests | requests | blocked | first paint | x empty | foreign, CSP | unreadable without scripts |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [name, seen] of views) {
    const painted = median(seen.map((one) => one.painted));
    const missing = await unreadable(
      browser,
      server.url + subjects[name as keyof typeof subjects],
      name === 'an empty page' ? [] : summaries,
    );
    console.log(
      `| ${name} | ${(median(seen.map(({ bytes }) => bytes)) / 1000).toFixed(1)} | ${median(seen.map(({ requests }) => requests))} | ${ms(median(seen.map(({ blocked }) => blocked)))} | ${ms(painted)} | ${(painted / empty).toFixed(2)} | ${median(seen.map(({ foreign }) => foreign.length))} | ${missing.length} of ${summaries.length} operations |`,
    );
  }
  const without = await browser.newContext({ javaScriptEnabled: false });
  const page = await without.newPage();
  const others = await pageFiles();
  const hidden: string[] = [];
  for (const file of others) {
    await page.goto(`${server.url}ours/${file}`);
    const shown = (await page.locator('main').innerText()).length;
    const all = await page.locator('main').evaluate((main) => main.textContent?.replace(/\s+/g, ' ').length ?? 0);
    // Details are closed, and open without scripts: what shows at once is most of a page that is not a reference.
    if (shown < all / 2) hidden.push(file);
  }
  const problems = others.filter((file) => file.startsWith('problems/')).length;
  console.log(
    `\nOurs with scripts off: ${others.length - problems} guides and ${problems} problem types, unreadable: ${hidden.join(', ') || 'none'}`,
  );
  await browser.close();
  server.close();
  if (!values['no-build']) {
    const build = fileURLToPath(new URL('build-times.ts', import.meta.url));
    const large = join(folder, 'large.json');
    await writeFile(large, JSON.stringify(multiplied(document, operations)));
    const { stdout, stderr, status } = spawnSync(process.execPath, [build, join(folder, 'out'), large], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    console.log(`\n${stdout.trim()}`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
