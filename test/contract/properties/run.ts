import { Readable } from 'node:stream';
import { asyncProperty, check } from 'fast-check';
import { slug } from '../../../guichet.config.ts';
import { issuePersonToken } from '@guichet/reference';
import { Pool } from 'undici';
import { createCredential } from '../../../scripts/lib/demo.ts';
import { openServer, tokenOf } from '../../support/counters.ts';
import { read, type Answer } from '../answer.ts';
import { curlOf } from './curl.ts';
import { createJudge } from './judge.ts';
import { Tally } from './tally.ts';
import { vocabularyOf } from './vocabulary.ts';
import { wildRequests, type Sender, type WildRequest } from './wild-request.ts';

export interface Outcome {
  /** With it the same requests are made again. */
  seed: number;
  runs: number;
  /** The least request that was answered wrongly, and why; none when all was well. */
  failure: string | undefined;
  tally: Tally;
  /** Whether the server answers as before. */
  healthy: boolean;
  seconds: number;
}

/**
 * Sends requests that nobody thought of to a reference server, and judges each answer by the contract.
 *
 * @param runs how many
 * @param seed Default another one each time
 */
export async function sendWildRequests(runs: number, seed = Math.trunc(Math.random() * 2 ** 31)): Promise<Outcome> {
  const counter = await openServer({ rateLimit: 'off', tokenRateLimit: 'off', limitFailures: false });
  const pool = new Pool(counter.url, { connections: 4 });
  try {
    const { contract } = counter.server;
    const judge = createJudge(contract);
    const tally = new Tally();
    const authorization = await sendersOf(counter);
    // What exists is among what is asked for.
    const vocabulary = new Map(vocabularyOf(contract));
    const made = await makeCredentials(counter.url, authorization);
    vocabulary.set('client_id', [...(vocabulary.get('client_id') ?? []), ...made, `${slug}-cli`]);

    const judged = async (request: WildRequest) => {
      const answer = await send(pool, request, authorization[request.sender]);
      const { operationId, faults } = judge(request, answer);
      tally.note(operationId, answer.status);
      return faults;
    };
    const began = performance.now();
    const property = asyncProperty(wildRequests(contract, vocabulary), async (request) => {
      const faults = await judged(request);
      if (faults.length > 0) throw new Error(faults.join('\n'));
    });
    const details = await check(property, { numRuns: runs, seed, endOnFailure: false });
    const [smallest] = details.counterexample ?? [];
    const health = await send(pool, { ...plain, address: '/health' }, {});
    const list = await send(pool, { ...plain, address: '/api/v1/collectivites' }, authorization.administrator);
    return {
      seed,
      runs: details.numRuns,
      failure:
        smallest &&
        `${String(details.errorInstance)}\n${curlOf(counter.url, smallest)}\nafter ${details.numShrinks} shrinks, path ${details.counterexamplePath}`,
      tally,
      healthy: health.status === 200 && list.status === 200,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await pool.destroy();
    await counter.close();
  }
}

/** What was answered how often, and how it is made again. */
export const describeOutcome = ({ tally, runs, seconds, seed }: Outcome): string =>
  `${tally.print()}\n${runs} requests in ${seconds.toFixed(1)} s; the same again: FAST_CHECK_SEED=${seed}`;

const plain: WildRequest = {
  method: 'GET',
  address: '/',
  headers: {},
  sender: 'nobody',
  body: undefined,
  chunked: false,
};

type Headers = Readonly<Record<string, string>>;

async function sendersOf(counter: Awaited<ReturnType<typeof openServer>>): Promise<Record<Sender, Headers>> {
  const person = async (login: string) => (await issuePersonToken(counter.server, login, 43_200)).accessToken;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  // Not one of those that are changed and deleted on the way.
  const { clientId, clientSecret } = counter.administrator;
  const basic = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
  const [administrator, editor] = await Promise.all([person('sam'), person('lea')]);
  const reader = await tokenOf(counter, 'collectivites.read');
  return {
    administrator: bearer(administrator),
    editor: bearer(editor),
    reader: bearer(reader),
    client: { authorization: basic },
    nobody: {},
    stranger: bearer('eyJhbGciOiJub25lIn0.e30.'),
    both: { ...bearer(editor), 'x-user-token': administrator },
  };
}

async function makeCredentials(url: string, { editor }: Record<Sender, Headers>): Promise<string[]> {
  const token = String(editor['authorization']).slice('Bearer '.length);
  const made = Array.from({ length: 8 }, () =>
    createCredential(url, token, { name: 'Essai', permission_set: 'read_only' }),
  );
  return (await Promise.all(made)).map(({ clientId }) => clientId);
}

async function send(
  pool: Pool,
  { method, address, headers, body, chunked }: WildRequest,
  authorization: Headers,
): Promise<Answer> {
  const answer = await pool.request({
    // The client library knows fewer methods than HTTP has.
    method: method as 'GET',
    path: address,
    headers: { ...headers, ...authorization },
    body: body === undefined ? null : chunked ? Readable.from(pieces(body)) : body,
  });
  return read(answer.statusCode, answer.headers, await answer.body.text());
}

async function* pieces(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  yield bytes.subarray(0, bytes.length / 2);
  yield bytes.subarray(bytes.length / 2);
}
