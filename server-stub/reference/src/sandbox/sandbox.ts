import { createServer, type ServerResponse } from 'node:http';
import { identity } from '../../../../guichet.config.ts';
import { createApp, type App } from '../app.ts';
import type { Config } from '../config.ts';
import { addressOf, explain, freePort } from '../listening.ts';
import { readSandboxSettings, type SandboxCredential, type SandboxSettings } from './settings.ts';
import { makeStartState } from './start-state.ts';

export interface RunningSandbox {
  /** Where it answers, such as http://localhost:8080. */
  url: string;
  credential: SandboxCredential;
  /** Operations that have no handler. */
  missing: App['missing'];
  /** Puts everything back to the start. Tokens and whatever was written are gone; the credential works. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** How long requests under way may take to end when their state is given up, in ms. */
const patience = 30_000;

/** As on the front's own server, which does not listen here: it would end with the present state. */
const serverOptions = { joinDuplicateHeaders: true, requireHostHeader: false, keepAliveTimeout: 72_000 };

/**
 * Starts a sandbox: the reference server in memory, seeded, for test credentials. `POST /__guichet/reset` puts
 * everything back.
 *
 * @param overrides - settings that take precedence over the environment's; `port: 0` takes a free port
 * @throws ConfigError, ListenError - their messages say what to do
 */
export async function startSandbox(
  overrides: Partial<Pick<Config, 'host' | 'port' | 'allowMissing'>> = {},
  settings: SandboxSettings = readSandboxSettings(),
): Promise<RunningSandbox> {
  const { credential } = settings;
  const config = { ...settings.config, ...overrides };
  if (config.port === 0) config.port = await freePort(config.host);
  const startState = await makeStartState({ config, credential });

  let current = await openState();
  const server = createServer(serverOptions, (request, response) => {
    const state = current;
    state.underWay.add(response);
    response.once('close', () => state.underWay.delete(response));
    state.app.routing(request, response);
  });
  server.on('clientError', (error, socket) => current.app.server.emit('clientError', error, socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, config)));
    server.listen(config.port, config.host, resolve);
  }).catch(async (error: unknown) => {
    await current.close();
    throw error;
  });

  let resetting: Promise<void> | undefined;
  return {
    url: addressOf(config, config.port),
    credential,
    missing: current.missing,
    reset,
    async close() {
      await resetting?.catch(() => {});
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
      await current.close();
    },
  };

  /** A whole server on a copy of the start state: nothing that it caches or signs outlives a reset. */
  async function openState(): Promise<State> {
    const built = await createApp({ ...config, database: { kind: 'memory', from: startState } });
    built.app.post(`/__${identity.slug}/reset`, async (_request, reply) => {
      await reset();
      return reply.code(204).send();
    });
    await built.app.ready();
    return { app: built.app, missing: built.missing, underWay: new Set(), close: built.close };
  }

  /**
   * Opens the next state beside the present one, and then changes over: until then requests are answered from the old
   * one, from then on from the new one, and none in between. Whoever asks while this goes on gets the same change-over:
   * it also undoes what the caller wrote before asking.
   */
  function reset(): Promise<void> {
    resetting ??= (async () => {
      const before = current;
      current = await openState();
      void retire(before);
    })().finally(() => (resetting = undefined));
    return resetting;
  }
}

interface State {
  app: App['app'];
  missing: App['missing'];
  /** Answers that are not sent yet. */
  underWay: Set<ServerResponse>;
  close(): Promise<void>;
}

/** Closes a state when its last request is answered. */
async function retire({ underWay, close }: State): Promise<void> {
  const answered = [...underWay].map((response) => new Promise((resolve) => response.once('close', resolve)));
  await Promise.race([Promise.all(answered), new Promise((resolve) => setTimeout(resolve, patience).unref())]);
  await close();
}
