import { writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import type { OpenApiDocument } from './document.ts';
import { keepKnownValues, withOpenEnums } from './hey-api.ts';

/** Writes the `paths` type that openapi-fetch is typed by. */
export async function generatePaths(document: OpenApiDocument, file: string): Promise<void> {
  const nodes = await openapiTS(withOpenEnums(document) as unknown as Parameters<typeof openapiTS>[0], {
    alphabetize: false,
    silent: true,
  });
  writeFileSync(
    file,
    `// This file is generated from the contract. Do not edit.\n\n${keepKnownValues(astToString(nodes))}`,
  );
}
