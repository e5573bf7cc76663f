/** The front with all that the reference server puts behind it, and a handler that answers a constant. */
import { createFront } from '@guichet/front';
import { createApp, readConfig } from '@guichet/reference';
import type { AddressInfo } from 'node:net';
import { Standings } from '../../src/credentials/standing.ts';
import { answerQuestions } from '../lib/answers.ts';
import { constant } from '../lib/constant.ts';
import { serverConfig } from '../lib/serve.ts';

const { contract, tokens, db, changes } = await createApp({ ...readConfig(), ...serverConfig(process.argv[2] ?? '') });
const standings = new Standings(db, changes, 'both');
const app = await createFront({
  contract,
  tokens,
  isLive: async (principal) => (await standings.of(principal)).live,
  effectiveScopes: async (principal) => (await standings.of(principal)).scopes,
  handlers: { 'collectivites.get': async () => constant },
});
await app.listen({ host: '127.0.0.1', port: 0 });

const { port } = app.server.address() as AddressInfo;
answerQuestions({ url: `http://127.0.0.1:${port}` }, async () => ({}));
