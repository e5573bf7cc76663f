import type { OpenApiDocument } from '@guichet/front';
import { startMock } from '@guichet/mock';
import { ask } from '../answer.ts';
import { authorizationOf } from './authorization.ts';
import type { Target } from './target.ts';

/** The mock of a contract, which knows nothing but the contract's own values. */
export async function openMockTarget(document: OpenApiDocument): Promise<Target> {
  const mock = await startMock({ contract: document, port: 0 });
  const authorization = authorizationOf(mock.contract, {
    tokens: mock.tokens,
    subject: 'demo',
    clientId: mock.credential.clientId,
    client: mock.credential,
  });
  return {
    name: 'mock',
    contract: mock.contract,
    answer: async ({ request }) => ask(mock.url, request, { headers: await authorization(request) }),
    close: () => mock.close(),
  };
}
