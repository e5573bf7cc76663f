import type { Context, ContextManager, Span, TextMapPropagator, TracerProvider } from '@opentelemetry/api';
import { scope } from '../../../../guichet.config.ts';
import { isApiError, isSdkError } from '../errors.ts';
import type { Exchange } from '../transport/exchange.ts';
import { openTelemetryKey } from './open-telemetry.ts';
import { say } from './watch.ts';

/** Key under which a context holds a span, in every copy of `@opentelemetry/api` 1.x. */
const spanKey = Symbol.for('OpenTelemetry Context Key SPAN');
const clientKind = 2;
const errorStatus = 2;

/** Looked up instead of imported: an optional import breaks the bundles of those who do not have it. */
interface OpenTelemetry {
  trace?: TracerProvider;
  context?: ContextManager;
  propagation?: TextMapPropagator;
}

/** What the application registered, or `undefined` where it traces nothing. */
export const openTelemetry = (): OpenTelemetry | undefined => {
  const api = (globalThis as Record<symbol, OpenTelemetry | undefined>)[openTelemetryKey];
  return api?.trace ? api : undefined;
};

/** Runs a call within a client span, by the semantic conventions for HTTP. A tracer that throws fails no call. */
export async function withSpan<T extends { response: Response }>(
  api: OpenTelemetry,
  exchange: Exchange,
  call: () => Promise<T>,
): Promise<T> {
  let span: Span;
  let active: Context | undefined;
  try {
    span = spanOf(api, exchange);
    active = api.context?.active().setValue(spanKey, span);
    const set = (carrier: Record<string, string>, name: string, value: string) => void (carrier[name] = value);
    if (active) api.propagation?.inject(active, exchange.headers, { set });
  } catch {
    return call();
  }
  try {
    const result = await (active && api.context ? api.context.with(active, call) : call());
    say(() => span.setAttribute('http.response.status_code', result.response.status));
    return result;
  } catch (error) {
    say(() => fail(span, error));
    throw error;
  } finally {
    say(() => span.end());
  }
}

function spanOf(api: OpenTelemetry, { method, url, template, operation }: Exchange): Span {
  const { hostname, port, protocol } = new URL(url);
  return api.trace!.getTracer(`${scope}/runtime`).startSpan(`${method} ${template ?? ''}`.trim(), {
    kind: clientKind,
    attributes: {
      'http.request.method': method,
      ...(template !== undefined && { 'url.template': template }),
      // Without the query, which may hold what belongs in no trace.
      'url.full': url.replace(/[?#].*$/s, ''),
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
      ...(operation !== undefined && { 'openapi.operation_id': operation }),
    },
  });
}

function fail(span: Span, error: unknown): void {
  if (isApiError(error)) span.setAttribute('http.response.status_code', error.status);
  const type = isApiError(error) ? String(error.status) : isSdkError(error) ? error.code : 'abort';
  span.setAttribute('error.type', type);
  span.setStatus({ code: errorStatus });
}
