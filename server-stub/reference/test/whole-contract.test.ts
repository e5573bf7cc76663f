import { loadContract, type Operation } from '@guichet/front';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { missingHandlers, standIn } from '../src/missing-handlers.ts';
import { openApp, testConfig, type TestApp } from './support/app.ts';
import { databases, type TestDatabase } from './support/databases.ts';

let database: TestDatabase;
let app: TestApp;
beforeAll(async () => {
  // One kind is enough: it is about who answers, not with what.
  database = await databases[0]!.create();
  app = await openApp(database);
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

/** A path that fits an operation, to nothing that exists. */
const pathTo = ({ fullPath }: Operation) =>
  fullPath.replaceAll(/\{(\w+)\}/gu, (_, name: string) => (name.endsWith('Id') ? '1' : 'none'));

/** What an operation answers to somebody who may do all, but sends nothing of use. */
async function answerOf(operation: Operation, token: string) {
  const body = operation.requestBody
    ? { headers: { 'content-type': Object.keys(operation.requestBody.content ?? {})[0] ?? '' }, payload: '{}' }
    : {};
  const { statusCode, headers } = await app.app.inject({
    method: operation.method as 'GET',
    url: pathTo(operation),
    ...body,
    headers: { authorization: `Bearer ${token}`, ...body.headers },
  });
  return { id: operation.operationId, status: statusCode, example: headers['x-answered-by'] };
}

it('each operation of the contract has a handler, or is answered by the authorization server', () => {
  const { operations, endpoints } = app.contract;
  expect(app.missing).toEqual([]);
  const byOAuth = operations.filter(({ oauthEndpoint }) => oauthEndpoint !== undefined);
  const byHandler = operations.length - byOAuth.length;
  console.info(
    `${operations.length} operations: ${byHandler} by handlers, ${byOAuth.length} by the authorization server`,
  );
  expect(byOAuth.map(({ oauthEndpoint }) => oauthEndpoint).toSorted()).toEqual(Object.keys(endpoints).toSorted());
});

it('no operation fails, or is answered from an example, whoever may do all and sends nothing of use', async () => {
  const token = await app.person('sam');
  const answers = await Promise.all(app.contract.operations.map((operation) => answerOf(operation, token)));
  expect(answers.filter(({ status, example }) => status >= 500 || example !== undefined)).toEqual([]);
});

it('an operation more has no handler, and is named', async () => {
  const { paths } = app.contract.document;
  const more = { get: { operationId: 'licornes.list', security: [], responses: {} } };
  const contract = loadContract({ ...app.contract.document, paths: { ...paths, '/licornes': more } });
  const missing = missingHandlers(contract, testConfig);
  expect(missing.map(({ operationId }) => operationId)).toEqual(['licornes.list']);
  await expect(standIn(missing, contract, { production: true, allowMissing: false })).rejects.toThrow(
    /^1 operation of the contract has no handler: licornes\.list\. .*--allow-missing/u,
  );
  expect(await standIn(missing, contract, { production: true, allowMissing: true })).toBeUndefined();
  expect(await standIn(missing, contract, { production: false, allowMissing: true })).toBeUndefined();
});
