import type { CallObserver } from '@guichet/front';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import type { QueryObserver } from '../store/index.ts';
import type { CountedEvent, Metrics } from './metrics.ts';

/** What the server tells those who run it about itself, besides its log. */
export interface Telemetry {
  /** None when nobody asks for them. */
  metrics: Metrics | undefined;
  /** Told of each round trip to the database. None when nobody wants to know. */
  onQuery: QueryObserver | undefined;
  /** Told of each call that ended. */
  observers: readonly CallObserver[];
  /** Told of each event of authentication. */
  onEvent: ((event: CountedEvent) => void) | undefined;
  /** Adds what has to be known when a call begins. Before the app is ready. */
  watch(app: FastifyInstance): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** Opens what the settings ask for. What they do not ask for is not even loaded. */
export async function openTelemetry(
  { metrics: place, tracing: traced }: Pick<Config, 'metrics' | 'tracing'>,
  version: string,
): Promise<Telemetry> {
  const metrics = place && new (await import('./metrics.ts')).Metrics(version);
  const tracing = traced && new (await import('./tracing.ts')).Tracing({ ...traced, version });
  const told = [metrics, tracing].filter((one) => one !== undefined);
  return {
    metrics,
    onQuery:
      told.length === 0
        ? undefined
        : (event) => {
            for (const one of told) one.observeQuery(event);
          },
    observers: told.map(({ observe }) => observe),
    onEvent: metrics?.observeEvent,
    watch(app) {
      for (const one of told) one.watch(app);
    },
    async close() {
      await tracing?.close();
    },
  };
}
