import type { CallObserver } from '@guichet/front';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import type { QueryObserver } from '../store/index.ts';
import type { CountedEvent, Metrics } from './metrics.ts';

/** What the server tells of itself to those who run it, beside its log. */
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
export async function openTelemetry(config: Pick<Config, 'metrics'>, version: string): Promise<Telemetry> {
  const metrics = config.metrics && new (await import('./metrics.ts')).Metrics(version);
  return {
    metrics,
    onQuery: metrics?.observeQuery,
    observers: metrics ? [metrics.observe] : [],
    onEvent: metrics?.observeEvent,
    watch(app) {
      metrics?.watch(app);
    },
    async close() {},
  };
}
