/** The reference server, as it stands. Gives tokens of people when asked. */
import { issuePersonToken } from '@guichet/reference';
import { answerQuestions } from '../lib/answers.ts';
import { serve } from '../lib/serve.ts';

const server = await serve(process.argv[2] ?? '');

answerQuestions({ url: server.url }, async ({ person }: { person: string }) => ({
  token: (await issuePersonToken(server, person)).accessToken,
}));
