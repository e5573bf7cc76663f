/** The reference server, as it stands, with settings as JSON. Gives tokens of people when asked. */
import { issuePersonToken, type Config } from '@guichet/reference';
import { answerQuestions } from '../lib/answers.ts';
import { serve } from '../lib/serve.ts';

const server = await serve(process.argv[2] ?? '', JSON.parse(process.argv[3] ?? '{}') as Partial<Config>);

answerQuestions({ url: server.url }, async ({ person }: { person: string }) => ({
  token: (await issuePersonToken(server, person)).accessToken,
}));
