import { issuePersonToken } from '@guichet/reference';
import { slug } from '../../../guichet.config.ts';
import { openServer } from '../../support/counters.ts';
import { ask } from '../answer.ts';
import type { Case } from '../cases/index.ts';
import { day } from '../cases/values.ts';
import { authorizationOf } from './authorization.ts';
import { exampleClientId, withGivens, type Givens, type Target } from './target.ts';

/** Values of the contract's examples that a server must be given: what somebody has to make first, and what time has passed. */
const secretId = 'sec_5Jw8Zd3Hn6Vq';
// The examples were written in January 2025.
const ends = ['2026-01-20T09:00:00Z', '2027-01-20T09:00:00Z'] as const;

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const times: Givens = {
  [ends[0]]: inDays(300),
  [ends[1]]: inDays(360),
  // Usage is counted over a year at most.
  [day]: inDays(-30).slice(0, 10),
};

/** The application of the demonstration, which asks people to sign in. */
const builtInApplication = `${slug}-cli`;

/** The reference server, on its demonstration data. */
export async function openServerTarget(): Promise<Target> {
  // Limits have tests of their own.
  const server = await openServer({ rateLimit: 'off', tokenRateLimit: 'off', limitFailures: false });
  const { contract, tokens } = server.server;
  // Sam may do all, everywhere.
  const { user, accessToken: sam } = await issuePersonToken(server.server, 'sam');
  const authorization = authorizationOf(contract, {
    tokens,
    subject: user.id,
    clientId: builtInApplication,
    client: server,
  });

  /** What stands for the examples' identifiers: made anew where a request may end it. */
  let kept: Promise<Givens> | undefined;
  async function post<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sam}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (response.status !== 201) throw new Error(`${path} answers ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  async function makeGivens(): Promise<Givens> {
    const wish = { name: 'Essai', permission_set: 'read_only', expires_at: inDays(30) };
    const { client_id: id } = await post<{ client_id: string }>('/credentials', wish);
    return { ...times, [exampleClientId]: id };
  }
  async function withSecret(givens: Givens): Promise<Givens> {
    const { secret_id: id } = await post<{ secret_id: string }>(`/credentials/${givens[exampleClientId]}/secrets`);
    return { ...givens, [secretId]: id };
  }
  async function givensFor({ kind, request }: Case): Promise<Givens> {
    if (request.operation.oauthEndpoint !== undefined) return { ...times, [exampleClientId]: builtInApplication };
    if (kind !== 'example' || request.operation.method === 'GET') return (kept ??= makeGivens());
    const givens = await makeGivens();
    return Object.values(request.path).includes(secretId) ? withSecret(givens) : givens;
  }

  return {
    name: 'server',
    contract,
    answer: async (example) => {
      const { request } = example;
      const headers = await authorization(request);
      return ask(server.url, withGivens(request, await givensFor(example)), { headers });
    },
    close: () => server.close(),
  };
}
