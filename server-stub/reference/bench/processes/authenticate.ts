/** The check of a client's secret inside the process: no HTTP, no socket in between. */
import { createApp, readConfig } from '@guichet/reference';
import { answerQuestions } from '../lib/answers.ts';
import { serverConfig } from '../lib/serve.ts';

const { tokens } = await createApp({ ...readConfig(), ...serverConfig(process.argv[2] ?? '') });

answerQuestions({}, async ({ attempts }: { attempts: { client_id: string; client_secret: string }[] }) => {
  const took: number[] = [];
  for (const { client_id, client_secret } of attempts) {
    const start = performance.now();
    const principal = await tokens.authenticate(client_id, client_secret);
    took.push(performance.now() - start);
    if (principal !== undefined) throw new Error('A client that must be refused was let in.');
  }
  return { took };
});
