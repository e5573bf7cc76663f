import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, definePluginConfig } from '@hey-api/openapi-ts';
import { type OpenApiDocument, type Schema, methods } from './document.ts';
import { files, root } from '../lib/stamp.ts';

/** Tells hey-api to import its client from our runtime instead of copying one of its own beside the output. */
const transport = definePluginConfig({
  name: '@guichet/runtime',
  config: { bundle: false },
  dependencies: ['@hey-api/typescript'],
  handler: () => {},
  tags: ['client'],
} as unknown as Parameters<typeof definePluginConfig>[0]);

/** Open enums: `x-extensible-enum` becomes "one of these, or any string", in the form the type generators understand. */
export function withOpenEnums(document: OpenApiDocument): OpenApiDocument {
  return JSON.parse(JSON.stringify(document), (_key, value: unknown) => {
    const known = (value as Schema | null)?.['x-extensible-enum'];
    if (!Array.isArray(known)) return value;
    const { 'x-extensible-enum': _, type, ...rest } = value as Schema;
    const anyOf: Schema[] = [{ type: 'string', enum: known }, { type: 'string' }];
    if (Array.isArray(type) && type.includes('null')) anyOf.push({ type: 'null' });
    return { ...rest, anyOf };
  }) as OpenApiDocument;
}

/** `'a' | string` collapses to `string`; `'a' | (string & {})` keeps the known values in completions. */
export const keepKnownValues = (source: string): string =>
  source.replace(/((?:'[^']*'|"[^"]*"))( \| null)? \| string\b/g, '$1$2 | (string & {})');

/**
 * Each secured operation with its first alternative alone. The client sends what it was created with, whatever the
 * operation would also accept, so the other alternatives are dead weight in every function (and hey-api does not know
 * HTTP schemes other than bearer and basic).
 */
function withOneScheme(document: OpenApiDocument): OpenApiDocument {
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const operations = methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [[method, { ...operation, security: operation.security?.slice(0, 1) }] as const] : [];
    });
    return [path, { ...item, ...Object.fromEntries(operations) }] as const;
  });
  return { ...document, paths: Object.fromEntries(paths) };
}

/** Generates types, and what else is asked for, into the folder. */
export async function generateHeyApi(
  document: OpenApiDocument,
  folder: string,
  parts: readonly ('sdk' | 'msw' | 'zod')[],
): Promise<void> {
  const input = withOpenEnums(withOneScheme(document)) as unknown as Record<string, unknown>;
  await createClient({
    input,
    output: { path: folder, importFileExtension: '.ts' },
    logs: { level: 'silent' },
    plugins: [
      '@hey-api/typescript',
      ...(parts.includes('sdk') ? [transport(), { name: '@hey-api/sdk', client: false } as const] : []),
      ...(parts.includes('msw') ? (['msw'] as const) : []),
      // Only answers are checked; a date with an offset is a date too.
      ...(parts.includes('zod')
        ? [{ name: 'zod', requests: false, dates: { offset: true }, types: false } as const]
        : []),
    ] as NonNullable<Parameters<typeof createClient>[0]> extends { plugins?: infer P } ? P : never,
  });
  // A second door to the same code.
  rmSync(join(folder, 'index.ts'), { force: true });
  for (const file of files([`${folder.slice(root.length + 1)}/*.ts`])) {
    writeFileSync(file, keepKnownValues(readFileSync(file, 'utf8')));
  }
}
