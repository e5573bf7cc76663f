/** Bytes that an application loads: one call, bundled. */
import { join } from 'node:path';
import { type HeyApiClient, heyApiFolder } from '../lib/hey-api.ts';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';
import { measureSize } from '../lib/size.ts';
import { stage } from '../lib/stage.ts';

const folder = join(import.meta.dirname, '..');

const ours = {
  key: `import { apiKey, createTransport } from '@guichet/sdk/auth';
import { collectivitesGet } from '@guichet/sdk';
const client = createTransport({ baseUrl: 'https://api.test', tokens: apiKey('a') });
console.log(await collectivitesGet({ client, path: { collectiviteId: 1 } }));`,
  flat: `import { clientCredentials, createTransport } from '@guichet/sdk/auth';
import { collectivitesGet } from '@guichet/sdk';
const tokens = clientCredentials({ tokenUrl: 'https://api.test/oauth/token', clientId: 'a', clientSecret: 'b' });
const client = createTransport({ baseUrl: 'https://api.test', tokens });
console.log(await collectivitesGet({ client, path: { collectiviteId: 1 } }));`,
  whole: `import { createClient } from '@guichet/sdk';
console.log(await createClient().collectivites.get({ collectiviteId: 1 }));`,
};

const heyApi = (client: HeyApiClient): string => `import { client } from '${heyApiFolder(client)}/client.gen.ts';
import { collectivitesGet } from '${heyApiFolder(client)}/sdk.gen.ts';
client.setConfig({ baseUrl: 'https://api.test', auth: 'token' });
console.log(await collectivitesGet({ path: { collectiviteId: 1 } }));`;

/** One call of each peer, as its own documentation imports it: as flat functions where it has them, else whole. */
const peerPrograms = {
  flat: {
    'hey-api + fetch': heyApi('fetch'),
    'hey-api + ky': heyApi('ky'),
    'formance (Speakeasy)': `import { SDKCore } from '@formance/formance-sdk/core.js';
import { ledgerV2GetLedger } from '@formance/formance-sdk/funcs/ledgerV2GetLedger.js';
console.log(await ledgerV2GetLedger(new SDKCore({}), { ledger: 'a' }));`,
  },
  whole: {
    'openai (Stainless)': `import OpenAI from 'openai';
console.log(await new OpenAI().models.retrieve('a'));`,
    'anthropic (Stainless)': `import Anthropic from '@anthropic-ai/sdk';
console.log(await new Anthropic().models.retrieve('a'));`,
    'auth0 (Fern)': `import { ManagementClient } from 'auth0';
console.log(await new ManagementClient({ domain: 'a', clientId: 'a', clientSecret: 'b' }).clients.get('a'));`,
    'formance (Speakeasy)': `import { SDK } from '@formance/formance-sdk';
console.log(await new SDK({}).ledger.v2.getLedger({ ledger: 'a' }));`,
    axios: `import axios from 'axios';
console.log(await axios.get('https://api.test'));`,
  },
};

const kB = (bytes: number): number => bytes / 1000;

async function measurePeers(programs: Record<string, string>): Promise<Row['beside']> {
  const beside: Row['beside'] = {};
  for (const [title, program] of Object.entries(programs))
    beside[title] = kB((await measureSize(program, folder)).loaded);
  return beside;
}

export const size: Section = async ({ peers }) => {
  const key = await measureSize(ours.key, stage);
  const flat = await measureSize(ours.flat, stage);
  const whole = await measureSize(ours.whole, stage);
  const row = (id: string, title: string, bytes: number): Row => ({
    id,
    title,
    unit: 'kB',
    ours: kB(bytes),
    beside: {},
  });
  return [
    {
      ...row('size flat', 'one flat operation bundled, gz', flat.loaded),
      must: 9,
      beside: peers ? await measurePeers(peerPrograms.flat) : {},
    },
    row('size flat later', '- what it loads only when needed', flat.onDemand),
    row('size key', '- with an API key in place of client credentials', key.loaded),
    {
      ...row('size whole', '`createClient` whole, gz', whole.loaded),
      must: 14,
      beside: peers ? await measurePeers(peerPrograms.whole) : {},
    },
    row('size whole later', '- what it loads only when needed', whole.onDemand),
  ];
};
