import { describe, expectTypeOf, it } from 'vitest';
import type { Collectivite, OperationId, Problem } from '../../src/index.ts';
import type { AnswerOf, AnsweredId, Expectation, MockSession, Override } from '../../src/testing-mock.ts';

declare const session: MockSession;
declare const collectivite: Collectivite;
declare const problem: Problem;

/** Never run: what is in it only has to compile, and lines under `@ts-expect-error` have not to. */
export const compiled = async (): Promise<void> => {
  await session.override('collectivites.get', { status: 404 });
  await session.override('collectivites.get', { status: 404, body: problem, times: 1 });
  await session.override('collectivites.get', { body: collectivite, headers: { etag: '"1"' } });
  await session.override('collectivites.get', { status: 200, delay: 1000 });
  await session.override('collectivites.list', { example: 'lastPage' });
  await session.override('collectivites.list', { status: 403, example: 'resourceNotAllowed' });
  await session.override('credentials.delete', { status: 204 });
  await session.replaceOverrides([{ operationId: 'utilisateur.get', status: 503 }]);
  await session.expectCalled('collectivites.list', { query: { type: 'epci' }, times: 1 });
  await session.expectCalled('indicateurs.valeurs.upsert', { body: { valeurs: [] }, status: 409 });
  await session.expectCalled('oauth.token', { status: 200, atLeast: 1, atMost: 2 });

  // @ts-expect-error no operation of the contract
  await session.override('collectivites.delete', { status: 404 });
  // @ts-expect-error a status that a list does not declare
  await session.override('collectivites.list', { status: 404 });
  // @ts-expect-error the body of a success under a failure
  await session.override('collectivites.get', { status: 404, body: collectivite });
  // @ts-expect-error the body of another operation
  await session.override('collectivites.list', { body: collectivite });
  // @ts-expect-error an example that the contract has not
  await session.override('collectivites.list', { example: 'middlePage' });
  // @ts-expect-error an example of another status
  await session.override('collectivites.list', { status: 403, example: 'lastPage' });
  // @ts-expect-error one content or the other
  await session.override('collectivites.list', { status: 403, example: 'forbidden', body: problem });
  // @ts-expect-error an answer without a body
  await session.override('credentials.delete', { status: 204, body: {} });
  // @ts-expect-error a status that this operation does not declare
  await session.replaceOverrides([{ operationId: 'utilisateur.get', status: 404 }]);
  // @ts-expect-error an endpoint of OAuth, which does as OAuth says
  await session.override('oauth.token', { status: 400 });
  // @ts-expect-error so many exactly, or at least
  await session.expectCalled('oauth.token', { times: 1, atLeast: 1 });
  // @ts-expect-error a parameter that the operation has not
  await session.expectCalled('collectivites.list', { query: { sort: 'nom' } });
  // @ts-expect-error a status that it cannot have answered
  await session.expectCalled('collectivites.list', { status: 418 });
  // @ts-expect-error a body to an operation that takes none
  await session.expectCalled('collectivites.list', { body: {} });
};

describe('types of a session', () => {
  it('know every operation, and the statuses that each declares', () => {
    expectTypeOf<Override['operationId']>().toEqualTypeOf<AnsweredId>();
    expectTypeOf<Exclude<OperationId, AnsweredId>>().toExtend<`oauth.${string}`>();
    expectTypeOf<AnswerOf<'collectivites.get'>['status']>().toEqualTypeOf<
      200 | 400 | 401 | 403 | 404 | 429 | 500 | 503 | undefined
    >();
    expectTypeOf<Expectation<'collectivites.get'>['status']>().toEqualTypeOf<
      200 | 400 | 401 | 403 | 404 | 429 | 500 | 503 | undefined
    >();
  });
});
