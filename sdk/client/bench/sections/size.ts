/** Bytes that an application loads: one call, bundled. */
import { join } from 'node:path';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';
import { type Size, measureSize } from '../lib/size.ts';

const folder = join(import.meta.dirname, '..');

const ours = {
  flat: `import { clientCredentials, createTransport } from '@guichet/sdk/auth';
import { collectivitesGet } from '@guichet/sdk';
const tokens = clientCredentials({ tokenUrl: 'https://api.test/oauth/token', clientId: 'a', clientSecret: 'b' });
const client = createTransport({ baseUrl: 'https://api.test', tokens });
console.log(await collectivitesGet({ client, path: { collectiviteId: 1 } }));`,
  whole: `import { createClient } from '@guichet/sdk';
console.log(await createClient().collectivites.get({ collectiviteId: 1 }));`,
};

const kB = (bytes: number): number => bytes / 1000;

export const size: Section = async () => {
  const row = (id: string, title: string, must: number, { loaded }: Size): Row => ({
    id,
    title,
    unit: 'kB',
    must,
    ours: kB(loaded),
    beside: {},
  });
  const flat = await measureSize(ours.flat, folder);
  const whole = await measureSize(ours.whole, folder);
  return [
    row('size flat', 'one flat operation bundled, gz', 9, flat),
    row('size whole', '`createClient` whole, gz', 14, whole),
    { id: 'size on demand', title: '- loaded only when needed', unit: 'kB', ours: kB(whole.onDemand), beside: {} },
  ];
};
