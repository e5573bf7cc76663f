import type { Call } from '@guichet/front';
import type { FastifyInstance } from 'fastify';
import type { LogEvent } from 'kysely';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { identity } from '../../../../guichet.config.ts';

const prefix = identity.slug.replaceAll('-', '_');

/** Upper bounds of the classes of durations, in seconds. */
const durations = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];
const roundTrips = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 15];

/** An event of authentication, as far as it is counted: kinds and codes of a known number. */
export interface CountedEvent {
  type: string;
  outcome: string;
  grantType?: string;
  reason?: string;
}

/** What is counted of calls of one operation that ended alike. */
interface Series {
  ended(call: Call): void;
}

/**
 * What the process counts, for Prometheus. The labels are operations, kinds and statuses, of which there is a known number:
 * never a client, an address or a path, of which anybody can make more.
 *
 * @example
 * metrics.gauge('usage_pending', 'Counts that are not written yet.', () => ledger.size);
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #series = new Map<string, Series>();
  readonly #requests = this.#counter('http_requests_total', 'Calls that ended.', [
    'operation',
    'usage',
    'method',
    'code',
  ]);
  readonly #duration = new Histogram({
    name: `${prefix}_http_request_duration_seconds`,
    help: 'Time from the head of a request to the end of its answer.',
    labelNames: ['operation', 'usage', 'status'],
    buckets: durations,
    registers: [this.#registry],
  });
  readonly #received = this.#counter('http_request_bytes_total', 'Bytes of request bodies.', ['operation']);
  readonly #sent = this.#counter('http_response_bytes_total', 'Bytes of response bodies.', ['operation']);
  readonly #problems = this.#counter('http_problems_total', 'Problems answered, by kind.', [
    'operation',
    'usage',
    'problem',
  ]);
  readonly #limited = this.#counter('http_rate_limited_total', 'Calls answered with 429.', ['operation', 'usage']);
  readonly #events = this.#counter(
    'authentication_events_total',
    'Tokens issued and refused, and what else happens when somebody authenticates.',
    ['event', 'outcome', 'grant', 'reason'],
  );
  readonly #queries = new Histogram({
    name: `${prefix}_database_query_duration_seconds`,
    help: 'Round trips to the database.',
    labelNames: ['outcome'],
    buckets: roundTrips,
    registers: [this.#registry],
  });
  readonly #answered = this.#queries.labels('answered');
  readonly #failed = this.#queries.labels('failed');
  #underWay = 0;

  /** @param version - of the contract */
  constructor(version: string) {
    collectDefaultMetrics({ register: this.#registry });
    this.gauge('http_requests_in_flight', 'Calls that are being answered.', () => this.#underWay);
    new Gauge({
      name: `${prefix}_build_info`,
      help: 'Always 1. The labels say what runs here.',
      labelNames: ['version', 'node'],
      registers: [this.#registry],
    }).set({ version, node: process.versions.node }, 1);
  }

  /**
   * Adds something that is looked up whenever somebody asks.
   *
   * @param name - without the prefix; units are part of it, such as `_seconds`
   * @param read - answers undefined when there is nothing to tell
   */
  gauge(name: string, help: string, read: () => number | undefined): void {
    void new Gauge({
      name: `${prefix}_${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read() ?? Number.NaN);
      },
    });
  }

  /** Counts what comes in. `observe` counts it out. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', (_request, _reply, done) => {
      this.#underWay += 1;
      done();
    });
  }

  readonly observe = (call: Call): void => {
    // One whose address cannot be read is answered before it is counted in.
    if (call.duration > 0) this.#underWay -= 1;
    const { operation, method, status, problem } = call;
    // Anybody can invent methods for what is not there.
    const key = operation ? `${operation.operationId} ${method} ${status} ${problem ?? ''}` : `${status}`;
    let series = this.#series.get(key);
    if (!series) this.#series.set(key, (series = this.#open(call)));
    series.ended(call);
  };

  readonly observeEvent = ({ type, outcome, grantType, reason }: CountedEvent): void => {
    this.#events.inc({ event: type, outcome, grant: grantType ?? '', reason: reason ?? '' });
  };

  readonly observeQuery = ({ level, queryDurationMillis }: LogEvent): void => {
    (level === 'error' ? this.#failed : this.#answered).observe(queryDurationMillis / 1_000);
  };

  /** All of it, in Prometheus's text format. */
  async text(): Promise<{ type: string; text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  /** Labels are bound once: to look them up costs more than to count. */
  #open({ operation, method, status, problem }: Call): Series {
    const id = operation?.operationId ?? 'none';
    const usage = operation?.usage.join(',') ?? '';
    const requests = this.#requests.labels(id, usage, operation ? method : '', String(status));
    const duration = this.#duration.labels(id, usage, `${Math.floor(status / 100)}xx`);
    const received = this.#received.labels(id);
    const sent = this.#sent.labels(id);
    const problems = problem && this.#problems.labels(id, usage, problem);
    const limited = status === 429 ? this.#limited.labels(id, usage) : undefined;
    return {
      ended(call) {
        requests.inc();
        duration.observe(call.duration / 1_000);
        if (call.bytesIn > 0) received.inc(call.bytesIn);
        if (call.bytesOut > 0) sent.inc(call.bytesOut);
        problems?.inc();
        limited?.inc();
      },
    };
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `${prefix}_${name}`, help, labelNames, registers: [this.#registry] });
  }
}
