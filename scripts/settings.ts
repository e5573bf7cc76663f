/**
 * `node scripts/settings.ts`: writes what the servers' own help says of their settings into the files of `deploy/` and the page
 * on running them, between marks. A test checks that nothing is missing there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identity } from '../guichet.config.ts';
import { variables as server } from '../server-stub/reference/src/config.ts';
import { variables as registry } from '../server-stub/reference/src/registry/config.ts';
import { root } from './lib/stamp.ts';

const { envPrefix } = identity;

/** Every setting of a process with its help, by the name of the process in the marks. */
const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = { server, registry };

/** What compose.yaml or the image says itself, and files, which a container would have to be given. */
const elsewhere: ReadonlySet<string> = new Set([
  'HOST',
  'PORT',
  'DATABASE_URL',
  'NODE_ENV',
  ...[
    'ISSUER',
    'CONTRACT',
    'DATA_DIR',
    'PEPPER',
    'TRUST_PROXY',
    'SHUTDOWN_DELAY',
    'SERVER_PORT',
    'TLS_CERT',
    'TLS_KEY',
    'TLS_CLIENT_CA',
  ].map((name) => envPrefix + name),
  ...['URL', 'PORT', 'UNSAFE_HTTP', 'DATA_DIR', 'ISSUER', 'JWKS_URI', 'TRUST_PROXY', 'SHUTDOWN_DELAY'].map(
    (name) => `${envPrefix}REGISTRY_${name}`,
  ),
]);

type Rows = readonly (readonly [name: string, help: string])[];

/** The files with such marks, and how a list of settings is written there. */
const files: Readonly<Record<string, (rows: Rows) => string>> = {
  'deploy/.env.example': (rows) =>
    optional(rows)
      .map(([name, help]) => `# ${help}\n#${name}=\n`)
      .join(''),
  'deploy/compose.yaml': (rows) =>
    optional(rows)
      .map(([name]) => `  ${name}: \${${name}:-}\n`)
      .join(''),
  'docs/running.md': (rows) => `\n${table(rows)}\n`,
};

const optional = (rows: Rows) => rows.filter(([name]) => !elsewhere.has(name));

/** As prettier writes it. */
function table(rows: Rows): string {
  const cells = [
    ['setting', 'what it takes'],
    ...rows.map(([name, help]) => [`\`${name}\``, help.replaceAll('<', '&lt;').replaceAll('|', String.raw`\|`)]),
  ];
  const widths = [0, 1].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |\n`);
  return [lines[0], `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |\n`, ...lines.slice(1)].join('');
}

/** Each file as it is and as it should be. */
export function settingsFiles(): { path: string; is: string; should: string }[] {
  return Object.entries(files).map(([path, write]) => {
    const is = readFileSync(join(root, path), 'utf8');
    const should = is.replaceAll(
      /(<settings of (\w+)>[^\n]*\n)[\s\S]*?([^\n]*<\/settings of \2>)/gu,
      (_, start: string, process: string, end: string) => start + write(Object.entries(settings[process]!)) + end,
    );
    return { path, is, should };
  });
}

if (import.meta.main) {
  for (const { path, is, should } of settingsFiles()) {
    if (is === should) continue;
    writeFileSync(join(root, path), should);
    console.log(path);
  }
}
