/** The registry, as it stands, in the database of the bench. */
import { startRegistry } from '@guichet/reference';
import { answerQuestions } from '../lib/answers.ts';

const [databaseUrl = '', core = ''] = process.argv.slice(2);
const registry = await startRegistry({
  host: '127.0.0.1',
  port: 0,
  database: { kind: 'postgres', url: databaseUrl },
  // As the servers that are measured have it.
  issuer: 'http://localhost:8080',
  jwksUri: `${core}/.well-known/jwks.json`,
  logLevel: 'silent',
});

answerQuestions({ url: registry.url }, async () => ({}));
