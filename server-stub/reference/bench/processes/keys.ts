/** The reference server with a registry. Its check of API keys can be replaced by one that always says yes. */
import { startServer } from '@guichet/reference';
import { answerQuestions } from '../lib/answers.ts';
import { serverConfig } from '../lib/serve.ts';

const [databaseUrl = '', url = '', mode] = process.argv.slice(2);
const server = await startServer({
  ...serverConfig(databaseUrl),
  registry: { url, mode: mode === 'service' ? 'service' : 'synchronized', staleness: 10 },
});
const { authenticate } = server.apiKeys;

type Question =
  /** Whose principal is the answer to every key from now on; null: keys are checked again. */
  | { key: string | null }
  /** A key to check so many times, without HTTP. */
  | { check: string; times: number };

answerQuestions({ url: server.url }, async (question: Question) => {
  if ('check' in question) {
    const { check, times } = question;
    const start = performance.now();
    for (let n = 0; n < times; n += 1) await authenticate(check, '127.0.0.1');
    return { took: performance.now() - start };
  }
  const { key } = question;
  const principal = key === null ? undefined : await authenticate(key, '127.0.0.1');
  Object.assign(server.apiKeys, { authenticate: principal === undefined ? authenticate : async () => principal });
  return {};
});
