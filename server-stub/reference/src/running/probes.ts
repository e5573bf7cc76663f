import type { FastifyInstance } from 'fastify';
import type { Readiness } from './readiness.ts';

/**
 * Answers those who run the process: `/healthz` that it is up, whatever becomes of the rest, and `/readyz` whether requests
 * should come here, 503 when not. They stand outside the contract and need no credential.
 *
 * While the process is about to end, answers tell that their connection closes: the next request finds another one.
 */
export function answerProbes(app: FastifyInstance, readiness: Readiness): void {
  const quiet = { config: { quiet: true } };
  app.get('/healthz', quiet, async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    return { status: 'ok' };
  });
  app.get('/readyz', quiet, async (_request, reply) => {
    const { ready, checks } = await readiness.state();
    void reply.header('cache-control', 'no-store').code(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not ready', checks };
  });
  app.addHook('onRequest', (_request, reply, done) => {
    if (readiness.isClosing) void reply.header('connection', 'close');
    done();
  });
}
