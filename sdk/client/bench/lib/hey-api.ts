/** hey-api's own client of our contract, as it generates it: what the SDK would be if it were the generator's output. */
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import { fromOrigin, methods, readBundle } from '../../../../scripts/generate/document.ts';

export type HeyApiClient = 'fetch' | 'ky';

/** Where the generated client is. */
export const heyApiFolder = (client: HeyApiClient): string =>
  join(import.meta.dirname, '..', '.build', `hey-api-${client}`);

/** Generates it. */
export async function generateByHeyApi(client: HeyApiClient): Promise<void> {
  const document = fromOrigin(readBundle('public'));
  // One way to authenticate, as ours is generated; the generator does not know all that the contract offers.
  for (const item of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (operation?.security) operation.security = operation.security.slice(0, 1);
    }
  }
  await createClient({
    input: document as unknown as Record<string, unknown>,
    output: { path: heyApiFolder(client), importFileExtension: '.ts' },
    logs: { level: 'silent' },
    plugins: [`@hey-api/client-${client}`, '@hey-api/typescript', '@hey-api/sdk'],
  });
}
