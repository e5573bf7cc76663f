import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { type ContractName, contracts } from '../bundle.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Operation {
  operationId: string;
  tags: string[];
  'x-usage'?: string[];
  security?: Record<string, string[]>[];
  responses: Record<string, unknown>;
  [member: string]: unknown;
}

export interface Document {
  tags: { name: string }[];
  'x-tagGroups': { name: string; tags: string[] }[];
  paths: Record<string, Record<string, Operation>>;
  webhooks?: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, { flows?: Record<string, { scopes: Record<string, string> }> }>>;
}

const methods = ['get', 'put', 'post', 'delete', 'patch'];

export const operationsOf = (document: Document): Operation[] =>
  Object.values(document.paths).flatMap((item) => methods.flatMap((method) => item[method] ?? []));

export const readJson = (file: string): Document => JSON.parse(readFileSync(file, 'utf8')) as Document;

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'contract-'));
}

/** All four bundles, as the build before the tests has made them of the sources. */
export const builtBundles = (): Record<ContractName, Document> =>
  Object.fromEntries(contracts.map((name) => [name, readJson(join(root, `spec/dist/${name}.json`))])) as Record<
    ContractName,
    Document
  >;

async function bundle(config: string, api: string): Promise<Document> {
  const folder = temporaryFolder();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'redocly.yaml');
  const out = join(folder, 'bundle.json');
  writeFileSync(file, config);
  const cli = join(root, 'node_modules/@redocly/cli/bin/cli.js');
  await promisify(execFile)(process.execPath, [cli, 'bundle', api, '--config', file, '-o', out], {
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  return readJson(out);
}

/** Bundles a file of the repository under decorators of the test's choice. */
export function bundleUnder(decorators: Record<string, unknown>, file: string): Promise<Document> {
  const plugins = [join(root, 'spec/plugins/usage.js')];
  return bundle(JSON.stringify({ telemetry: 'off', plugins, decorators }), join(root, file));
}

/** Bundles a document of the test as if it stood in `spec/openapi.yaml`. */
export function bundleAs(api: ContractName, document: object): Promise<Document> {
  const folder = temporaryFolder();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  const config = readFileSync(join(root, 'redocly.yaml'), 'utf8')
    .replaceAll('./spec/openapi.yaml', file)
    .replaceAll('./spec/', join(root, 'spec/'));
  return bundle(config, api);
}
