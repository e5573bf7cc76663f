import type { IncomingMessage } from 'node:http';
import type { AuthorizationServer, Contract, FrontOptions, Handler } from '@guichet/front';
import type { FastifyInstance } from 'fastify';
import { amendAnswers, type Amendment } from './amendments.ts';
import { createAttribution } from './attribution.ts';
import type { AnsweredBy } from './journal.ts';
import { createRecorder } from './recorder.ts';
import { sessionHandler } from './session-handler.ts';
import type { Sessions } from './sessions.ts';

export interface ServeSessionsOptions {
  contract: Contract;
  sessions: Sessions;
  tokens: AuthorizationServer;
  /** Answers from the contract. */
  backRoom: Handler;
  /** Aborted here when the mock closes: nobody waits for late answers then. */
  closing: AbortController;
}

/** What sessions put into a front: `createFront({ ...options })`, then `attach(front)`. */
export interface SessionFront {
  options: Required<Pick<FrontOptions, 'fallback' | 'observe' | 'isLive' | 'apiKeys'>>;
  attach(app: FastifyInstance): void;
}

export function serveSessions({ contract, sessions, tokens, backRoom, closing }: ServeSessionsOptions): SessionFront {
  const oauthPaths = new Set(tokens.routes.map(({ path }) => path));
  const attribution = createAttribution(contract, sessions, tokens, oauthPaths);
  const answers = new WeakMap<IncomingMessage, AnsweredBy>();
  let amend: ((...amended: Parameters<ReturnType<typeof amendAnswers>>) => void) | undefined;

  return {
    options: {
      fallback: sessionHandler({
        contract,
        backRoom,
        sessionOf: attribution.sessionOf,
        amend: (request, amendment: Amendment) => amend?.(request, amendment),
        noteAnswer: (request, by) => void answers.set(request.raw, by),
        closing: closing.signal,
      }),
      observe: createRecorder({
        contract,
        sessions,
        attribution,
        oauthPaths,
        answeredBy: (request) => answers.get(request.raw),
      }),
      isLive: ({ clientId }) => sessions.find(clientId)?.isRevoked !== true,
      async apiKeys(key) {
        const session = sessions.findByApiKey(key);
        if (!session) return undefined;
        const { clientId, subject, scopes, resources } = session.credential;
        return { kind: 'apiKey', clientId, subject, scopes: new Set(scopes), resources, claims: {} };
      },
    },
    attach(app) {
      amend = amendAnswers(app);
      app.addHook('onRequest', (request) => attribution.attribute(request));
      app.addHook('preClose', (done) => {
        closing.abort();
        done();
      });
      // The mock would wait for the connection, and the connection for a next call.
      app.addHook('onSend', async (_request, reply) => {
        if (closing.signal.aborted) reply.header('connection', 'close');
      });
    },
  };
}
