import { SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../support/wait.ts';
import { over, secured } from '../support/watched.ts';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const contract = { operations: { 'things.get': { method: 'GET', path: '/things/{id}', scopes: [] } } };
const call = { url: '/things/{id}', path: { id: 1 }, query: { q: 'canary-query' }, security: secured };
const ok = () => Response.json({});

beforeEach(() => {
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator({
    inject(present, carrier, setter) {
      setter.set(carrier, 'traceparent', trace.getSpanContext(present)?.spanId ?? 'none');
    },
    extract: (present) => present,
    fields: () => ['traceparent'],
  });
});
afterEach(() => {
  exporter.reset();
  trace.disable();
  context.disable();
  propagation.disable();
});

describe('OpenTelemetry, where the application has it', () => {
  it('one client span for a call, below the present one, by the conventions for HTTP; and the server is told', async () => {
    const { client, requests } = over([() => new Response(null, { status: 503 }), ok], { contract, logger: false });
    const parent = provider.getTracer('test').startSpan('job');
    await context.with(trace.setSpan(context.active(), parent), () => client.get(call));
    const [span] = exporter.getFinishedSpans();
    expect(span).toMatchObject({
      name: 'GET /things/{id}',
      kind: SpanKind.CLIENT,
      parentSpanContext: { spanId: parent.spanContext().spanId },
      attributes: {
        'http.request.method': 'GET',
        'url.template': '/things/{id}',
        'url.full': 'https://api.test/things/1',
        'server.address': 'api.test',
        'server.port': 443,
        'http.response.status_code': 200,
      },
      status: { code: SpanStatusCode.UNSET },
    });
    expect(requests.map(({ headers }) => headers.get('traceparent'))).toEqual(
      requests.map(() => span!.spanContext().spanId),
    );
    expect(JSON.stringify(span!.attributes)).not.toMatch(/canary|token/);
  });

  it('what runs within the call has it as its parent', async () => {
    let active: string | undefined;
    const { client } = over([
      () => {
        active = trace.getActiveSpan()?.spanContext().spanId;
        return ok();
      },
    ]);
    await client.get(call);
    expect(active).toBe(exporter.getFinishedSpans()[0]!.spanContext().spanId);
  });

  it('an error status: the span has it, and is an error', async () => {
    const { client } = over([() => new Response(null, { status: 404 })]);
    await failure(client.get(call));
    expect(exporter.getFinishedSpans()[0]).toMatchObject({
      attributes: { 'http.response.status_code': 404, 'error.type': '404' },
      status: { code: SpanStatusCode.ERROR },
    });
  });

  it('a failure without an answer: the span has its code', async () => {
    const { client, server } = over([ok]);
    server.fail();
    await failure(client.get(call));
    expect(exporter.getFinishedSpans()[0]!.attributes['error.type']).toBe('TOKEN_ERROR');
  });

  it('without a registered provider: no span, and the call as ever', async () => {
    trace.disable();
    expect(await over([ok]).client.get(call)).toEqual({});
    expect(exporter.getFinishedSpans()).toEqual([]);
  });
});
