import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from '../lib/stamp.ts';
import { type OpenApiDocument, readBundle, typeName } from './document.ts';
import { operationTypesModule } from './operation-types.ts';

const reference = join(root, 'server-stub/reference/src');
const options = ts.getParsedCommandLineOfConfigFile(
  join(root, 'tsconfig.base.json'),
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
)!.options;

/** Files that both compilations read, parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of modules of a server when its contract has some operations more. */
function compile(modules: readonly string[], bundle: string, folder: string, more: readonly string[]): string[] {
  const document = readBundle(bundle);
  const added = more.map((operationId) => [`/${operationId}`, { get: { operationId, responses: { 200: {} } } }]);
  const paths = { ...document.paths, ...Object.fromEntries(added) } as OpenApiDocument['paths'];
  const types = join(reference, folder, 'types.gen.ts');
  const addedTypes = more
    .map(typeName)
    .map((name) => `export type ${name}Data = { query?: never };\nexport type ${name}Responses = { 200: string[] };\n`);
  const instead = new Map([
    [types, [readFileSync(types, 'utf8'), ...addedTypes].join('')],
    [join(reference, folder, 'operation-types.gen.ts'), operationTypesModule({ ...document, paths })],
  ]);
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (file, language) => {
    const text = instead.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, language);
    if (!parsed.has(file)) parsed.set(file, parse(file, language));
    return parsed.get(file);
  };
  const files = modules.map((module) => join(reference, module));
  const program = ts.createProgram(files, options, host);
  return files.flatMap((file) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
  );
}

describe('the reference does not compile without a handler for each operation, and the compiler names it', () => {
  it('where its part has no handler yet, and where it has', { timeout: 120_000 }, () => {
    const said = compile(['handlers.ts', 'users/handlers.ts'], 'full', 'generated', [
      'licornes.list',
      'utilisateur.licornes.list',
    ]);
    expect(said).toEqual([
      expect.stringContaining(`Property '"licornes.list"' is missing`),
      expect.stringContaining(`Property '"utilisateur.licornes.list"' is missing`),
    ]);
  });

  it('in the registry', { timeout: 120_000 }, () => {
    const said = compile(['registry/clients/handlers.ts'], 'registry', 'registry/generated', ['clients.list']);
    expect(said).toEqual([expect.stringContaining(`Property '"clients.list"' is missing`)]);
  });
});

describe('what is generated of the operations', () => {
  const text = operationTypesModule(readBundle('full'));

  it("leaves out OAuth's endpoints, which the authorization server answers", () => {
    expect(text).toContain('"operations.health"');
    expect(text).not.toContain('"oauth.');
  });

  it('writes no type that does not exist, for an operation without a success', () => {
    const gone = { get: { operationId: 'things.gone', responses: { 410: {} } } };
    const module = operationTypesModule({ ...readBundle('full'), paths: { '/things': gone } });
    expect(module).toContain('"things.gone": { data: types.ThingsGoneData; responses: Record<never, never> }');
  });
});
