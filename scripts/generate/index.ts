import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/stamp.ts';
import { accessModule } from './access.ts';
import { answersModule } from './answers.ts';
import { fromOrigin, readBundle } from './document.ts';
import { examplesModule } from './examples.ts';
import { generateHeyApi } from './hey-api.ts';
import { generatePaths } from './openapi-fetch.ts';
import { operationTypesModule } from './operation-types.ts';
import { connectionModule, errorsModule, operationsModule, validationModule } from './operations.ts';
import { referencePage } from './reference.ts';
import { treeModule } from './tree.ts';

const sdk = join(root, 'sdk/client/src/generated');
const reference = join(root, 'server-stub/reference/src/generated');
const registry = join(root, 'server-stub/reference/src/registry/generated');

/** Writes all generated code: the SDK's from the public bundle, the servers' from the full ones. */
export async function generateAll(): Promise<void> {
  const open = fromOrigin(readBundle('public'));
  const full = fromOrigin(readBundle('full'));
  for (const folder of [sdk, reference, registry]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  await generateHeyApi(open, sdk, ['sdk', 'msw', 'zod']);
  for (const [document, folder] of [
    [full, reference],
    [fromOrigin(readBundle('registry')), registry],
  ] as const) {
    await generateHeyApi(document, folder, []);
    writeFileSync(join(folder, 'operation-types.gen.ts'), operationTypesModule(document));
  }
  await generatePaths(open, join(sdk, 'paths.gen.ts'));
  writeFileSync(join(reference, 'access.gen.ts'), accessModule(full));
  const { version } = JSON.parse(readFileSync(join(root, 'sdk/client/package.json'), 'utf8')) as { version: string };
  const schemas = readFileSync(join(sdk, 'zod.gen.ts'), 'utf8');
  writeFileSync(join(sdk, 'operations.gen.ts'), operationsModule(open));
  writeFileSync(join(sdk, 'connection.gen.ts'), connectionModule(readBundle('public'), version));
  writeFileSync(join(sdk, 'errors.gen.ts'), errorsModule(open));
  writeFileSync(join(sdk, 'validation.gen.ts'), validationModule(open, schemas));
  writeFileSync(join(sdk, 'tree.gen.ts'), treeModule(open));
  writeFileSync(join(sdk, 'examples.gen.ts'), examplesModule(open));
  writeFileSync(join(sdk, 'answers.gen.ts'), answersModule(open));
  writeFileSync(join(root, 'sdk/client/docs/api.md'), referencePage(open));
}
