import type { Operation } from '@guichet/front';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApp, type TestApp } from './support/app.ts';
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

it('each operation of the contract is answered by a handler or the authorization server, and none from its examples', async () => {
  const { operations } = app.contract;
  const token = await app.person('sam');
  const byOAuth = operations.filter(({ method, fullPath }) =>
    app.tokens.routes.some((route) => route.method === method && route.path === fullPath),
  );
  const answers = await Promise.all(operations.map((operation) => answerOf(operation, token)));
  // 501 is the front's own answer where nobody else has one.
  expect(answers.filter(({ status, example }) => status >= 500 || example !== undefined)).toEqual([]);
  expect(answers).toHaveLength(operations.length);
  const byHandler = answers.filter(({ id }) => byOAuth.every(({ operationId }) => operationId !== id));
  console.info(
    `${operations.length} operations: ${byHandler.length} by handlers, ${byOAuth.length} by the authorization server`,
  );
  expect(byOAuth.length + byHandler.length).toBe(operations.length);
  expect(byOAuth.length).toBe(Object.keys(app.contract.endpoints).length);
});
