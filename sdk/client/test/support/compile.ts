import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { compilerOptions, root } from './public-names.ts';

/** Code out of a comment or a page. */
export interface Snippet {
  /** Where it stands. */
  title: string;
  code: string;
  /** What it may take for granted: names, and the modules that they come from. */
  given: ReadonlyMap<string, string>;
}

/** Names that the code uses without saying where they come from. */
function freeNames(file: ts.SourceFile): Set<string> {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isName =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node) ||
        (ts.isQualifiedName(parent) && parent.right === node);
      if (
        ('name' in parent && parent.name === node && !isName && !ts.isShorthandPropertyAssignment(parent)) ||
        ts.isImportSpecifier(parent)
      )
        declared.add(node.text);
      else if (!isName) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return new Set([...used].filter((name) => !declared.has(name)));
}

/** The snippet as a module: its imports first, the rest in a function, so that it may `return`. */
function moduleOf({ code, given }: Snippet): string {
  const file = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.Latest, true);
  const [imports, rest]: [string[], string[]] = [[], []];
  for (const statement of file.statements) {
    (ts.isImportDeclaration(statement) ? imports : rest).push(statement.getFullText(file));
  }
  for (const name of freeNames(file)) {
    const module = given.get(name);
    if (module) imports.push(`import { ${name} } from '${module}';`);
  }
  return `${imports.join('\n')}\nexport async function snippet() {\n${rest.join('\n')}\n}\n`;
}

/**
 * What tsc says of each snippet, in one program for all of them.
 *
 * @param folder where the snippets stand, for the resolution of what they import
 */
export function diagnosticsOf(snippets: readonly Snippet[], folder: string): string[][] {
  const texts = new Map(
    snippets.map((snippet, index) => [join(root, folder, `snippet-${index}.ts`), moduleOf(snippet)]),
  );
  const options = { ...compilerOptions(), verbatimModuleSyntax: false };
  const host = ts.createCompilerHost(options);
  const { fileExists } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFileSync(path, 'utf8');
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, language, ...rest) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, language, ...rest) : ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].map((path) => {
    const file = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((diagnostic) =>
      ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
    );
  });
}
