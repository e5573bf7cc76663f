/** Names of collectivites by their ids; what is wrong is told apart: `node name-or-nothing.ts 3812 2147483647 0`. */
import { createClient, isApiError, isConnectionError, isTimeoutError, isTokenError } from '@guichet/sdk';

const client = createClient({ timeout: 10_000 });

async function nameOf(collectiviteId: number): Promise<string> {
  try {
    return (await client.collectivites.get({ collectiviteId })).nom;
  } catch (error) {
    if (isApiError(error, 'collectivites.get', 404)) return 'nobody';
    if (isApiError(error, 'collectivites.get', 400)) {
      return `no id: ${error.problem?.errors?.map(({ parameter, detail }) => `${parameter} ${detail}`).join(', ')}`;
    }
    if (isApiError(error) && error.status === 429) return `too fast, again in ${error.retryAfter} s`;
    if (isTokenError(error)) return `not let in: ${error.error}`;
    if (isTimeoutError(error) || isConnectionError(error)) return `not reached: ${error.code}`;
    throw error;
  }
}
for (const id of process.argv.slice(2)) console.log(id, await nameOf(Number(id)));
