import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export const root = join(import.meta.dirname, '../../../..');

/** A name that a partner can import, or a member of it. */
export interface PublicName {
  /** Such as `@guichet/sdk/testing: TokenServer.count`. */
  name: string;
  /** Whether a doc comment says what it is. */
  documented: boolean;
  /** Whether it is there at run time, on its own. */
  isValue: boolean;
  /** Code of its `@example` tags. */
  examples: string[];
  /** Folder of its package. */
  folder: string;
}

interface Entry {
  /** What a partner imports from. */
  specifier: string;
  folder: string;
  source: string;
}

/** Doors of a package, by what its manifest says. */
export function entriesOf(folder: string): Entry[] {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, string | { '@guichet/source': string }>;
  };
  return Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === 'string'
      ? []
      : [
          {
            specifier: join(manifest.name, path).replaceAll('\\', '/'),
            folder,
            source: join(root, folder, target['@guichet/source']),
          },
        ],
  );
}

/** What tsc is told in this repository. */
export function compilerOptions(): ts.CompilerOptions {
  const file = join(root, 'tsconfig.base.json');
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: object };
  return ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root).options;
}

/** Written by hand, and here. */
const isOurs = ({ declarations = [] }: ts.Symbol): boolean =>
  declarations.some((declaration) => {
    const { fileName } = declaration.getSourceFile();
    return fileName.startsWith(root) && !/\/(?:node_modules|generated)\//.test(fileName);
  });

/** Private, or another form of what its base class or the platform says already. */
const isHidden = (declaration: ts.Declaration): boolean =>
  (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Override)) !== 0 ||
  ('name' in declaration && ts.isPrivateIdentifier(declaration.name as ts.Node));

/** Members that somebody reads or calls; what a well-known symbol names is the platform's. */
const membersOf = (symbol: ts.Symbol): ts.Symbol[] =>
  [
    ...(symbol.members?.values() ?? []),
    ...(symbol.flags & ts.SymbolFlags.Class ? (symbol.exports?.values() ?? []) : []),
  ].filter(
    (member) =>
      !member.name.startsWith('__') &&
      member.name !== 'prototype' &&
      member.valueDeclaration !== undefined &&
      !isHidden(member.valueDeclaration),
  );

/** Every name of the entries that is written by hand, with its members. */
export function publicNames(entries: readonly Entry[]): { names: PublicName[]; exported: Map<string, string[]> } {
  const program = ts.createProgram(
    entries.map(({ source }) => source),
    compilerOptions(),
  );
  const checker = program.getTypeChecker();
  const names: PublicName[] = [];
  const exported = new Map<string, string[]>();
  for (const { specifier, folder, source } of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(source)!)!;
    const add = (name: string, symbol: ts.Symbol) => {
      const example = symbol.getJsDocTags(checker).filter((tag) => tag.name === 'example');
      names.push({
        name: `${specifier}: ${name}`,
        isValue: !name.includes('.') && (symbol.flags & ts.SymbolFlags.Value) !== 0,
        documented: symbol.getDocumentationComment(checker).length > 0,
        examples: example.map((tag) => ts.displayPartsToString(tag.text)),
        folder,
      });
    };
    const found = checker.getExportsOfModule(module);
    exported.set(
      specifier,
      found.map((symbol) => symbol.name),
    );
    for (const alias of found) {
      const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
      if (!isOurs(symbol)) continue;
      if (symbol.flags & ts.SymbolFlags.ValueModule) {
        for (const member of checker.getExportsOfModule(symbol)) {
          if (member.flags & ts.SymbolFlags.Value) add(`${alias.name}.${member.name}`, member);
        }
        continue;
      }
      add(alias.name, symbol);
      for (const member of membersOf(symbol)) add(`${alias.name}.${member.name}`, member);
    }
  }
  return { names, exported };
}
