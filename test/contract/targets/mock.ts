import type { OpenApiDocument } from '@guichet/front';
import { startMock } from '@guichet/mock';
import { ask } from '../answer.ts';
import { authorizationOf } from './authorization.ts';
import { exampleClientId, withGivens, type Target } from './target.ts';

/** The mock of a contract, which knows the contract's own values, and the application of its demonstration. */
export async function openMockTarget(document: OpenApiDocument): Promise<Target> {
  const mock = await startMock({ contract: document, port: 0 });
  const authorization = authorizationOf(mock.contract, {
    tokens: mock.tokens,
    subject: 'demo',
    clientId: mock.credential.clientId,
    client: mock.credential,
  });
  const { person } = mock;
  if (!person) throw new Error('Nobody can sign in at this mock: its contract has no endpoint for people.');
  const application = { [exampleClientId]: person.clientId };
  return {
    name: 'mock',
    contract: mock.contract,
    answer: async ({ request }) => {
      const headers = await authorization(request);
      const isOAuth = request.operation.oauthEndpoint !== undefined;
      return ask(mock.url, isOAuth ? withGivens(request, application) : request, { headers });
    },
    close: () => mock.close(),
  };
}
