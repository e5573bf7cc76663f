/** The yardstick: the handler and its read of the database on bare Fastify. No contract, no access control. */
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { notFound } from '../../src/problems.ts';
import { openStore } from '../../src/store/index.ts';
import { findCollectivite } from '../../src/territories/collectivites.ts';
import { answerQuestions } from '../lib/answers.ts';
import { constant } from '../lib/constant.ts';

const [databaseUrl = '', handler] = process.argv.slice(2);
const { db } = await openStore({ kind: 'postgres', url: databaseUrl });
const app = fastify();
app.get<{ Params: { id: string } }>('/api/v1/collectivites/:id', async ({ params }) => {
  if (handler === 'constant') return constant;
  const found = await findCollectivite(db, Number(params.id));
  if (found === undefined) throw notFound();
  return found;
});
await app.listen({ host: '127.0.0.1', port: 0 });

const { port } = app.server.address() as AddressInfo;
answerQuestions({ url: `http://127.0.0.1:${port}` }, async () => ({}));
