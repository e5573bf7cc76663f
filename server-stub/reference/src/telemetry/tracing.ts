import { AsyncLocalStorage } from 'node:async_hooks';
import { SpanKind, SpanStatusCode, ROOT_CONTEXT, trace, type Context, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { noteTrace, type Call } from '@guichet/front';
import type { FastifyInstance } from 'fastify';
import type { LogEvent } from 'kysely';
import { identity } from '../../../../guichet.config.ts';

const { slug } = identity;

export interface TracingOptions {
  /** Where spans are sent, as OTLP over HTTP: the address of a collector, such as http://localhost:4318/v1/traces. */
  url: string;
  /** Share of the traces that begin here and are kept, 0 to 1. A trace that came with the request goes by its own flag. */
  ratio: number;
  /** Version of the contract. */
  version: string;
}

/** How long the last spans may take to be sent, in ms. */
const farewell = 5_000;

/**
 * A span for each call, after OpenTelemetry's conventions for HTTP servers, below the trace that came with the request
 * (W3C Trace Context), and one for each round trip to the database. They name the operation and its x-usage and, like
 * the log, nothing of what was sent.
 */
export class Tracing {
  readonly #provider: TracerProvider;
  readonly #tracer;
  readonly #current = new AsyncLocalStorage<Span>();
  /** Of calls that are being answered, by their id. */
  readonly #open = new Map<string, Span>();

  constructor({ url, ratio, version }: TracingOptions) {
    const own = resourceFromAttributes({ 'service.name': `${slug}-server`, 'service.version': version });
    this.#provider = new TracerProvider({
      // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say takes precedence.
      resource: defaultResource()
        .merge(own)
        .merge(detectResources({ detectors: [envDetector] })),
      sampler: new ParentBasedSampler({
        root: ratio === 1 ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(ratio),
      }),
      spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
    });
    this.#tracer = this.#provider.getTracer(`${slug}-server`, version);
  }

  /** Begins a span for each call. `observe` ends it. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', (request, reply, done) => {
      const { url, config } = request.routeOptions;
      if (config.quiet === true) return done();
      const span = this.#tracer.startSpan(
        `${request.method} ${url ?? ''}`.trim(),
        { kind: SpanKind.SERVER },
        parentOf(request.headers['traceparent']),
      );
      const { traceId, spanId } = span.spanContext();
      this.#open.set(spanId, span);
      noteTrace(request.raw, { traceId, spanId });
      request.log = reply.log = request.log.child({ trace_id: traceId });
      return this.#current.run(span, done);
    });
  }

  readonly observe = (call: Call): void => {
    const { spanId = '', operation, caller, method, status, problem } = call;
    const span = this.#open.get(spanId);
    if (!span) return;
    this.#open.delete(spanId);
    if (operation) {
      span.updateName(`${method} ${operation.fullPath}`);
      span.setAttributes({
        'http.route': operation.fullPath,
        'url.path': operation.fullPath,
        [`${slug}.operation_id`]: operation.operationId,
        [`${slug}.usage`]: [...operation.usage],
      });
    }
    span.setAttributes({ 'http.request.method': method, 'http.response.status_code': status });
    if (caller) span.setAttribute(`${slug}.caller`, caller.kind);
    if (caller?.clientId !== undefined) span.setAttribute(`${slug}.client_id`, caller.clientId);
    if (problem) span.setAttribute(`${slug}.problem`, problem);
    if (status >= 500) {
      span.setAttribute('error.type', String(status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  };

  readonly observeQuery = (event: LogEvent): void => {
    const parent = this.#current.getStore();
    if (!parent) return;
    const now = performance.now();
    const { sql } = event.query;
    const operation = /\w+/u.exec(sql)?.[0].toUpperCase() ?? 'QUERY';
    const span = this.#tracer.startSpan(
      operation,
      {
        kind: SpanKind.CLIENT,
        startTime: now - event.queryDurationMillis,
        // The statement without its values, which are parameters.
        attributes: {
          'db.system.name': 'postgresql',
          'db.operation.name': operation,
          'db.query.text': sql.slice(0, 2_000),
        },
      },
      trace.setSpan(ROOT_CONTEXT, parent),
    );
    if (event.level === 'error') {
      const { code } = event.error as { code?: unknown };
      span.setAttribute('error.type', typeof code === 'string' ? code : 'error');
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(now);
  };

  /** Sends the last spans. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, farewell)));
    await Promise.race([this.#provider.shutdown().catch(() => {}), late]);
    clearTimeout(timer);
  }
}

/** The span of the client, as its header names it (W3C Trace Context section 3.2); anything else begins a trace. */
function parentOf(header: unknown): Context {
  const found = typeof header === 'string' ? /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/u.exec(header) : null;
  const [, traceId = '', spanId = '', flags = ''] = found ?? [];
  if (/^0*$/u.test(traceId) || /^0*$/u.test(spanId)) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    // The one flag that there is: sampled.
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
  });
}
