import { isIP } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import type { Call } from './calls.ts';

/**
 * Writes one line for each call that ended. It is made of what is known of the call, and of nothing that was sent: no
 * address of the request, no query, no header, no body.
 *
 * @returns an observer; `quiet` calls, which come all the time and mean nothing, are logged at level debug
 */
export function logCalls(app: FastifyBaseLogger): (call: Call, quiet: boolean) => void {
  // Nothing to redact here, and redaction costs more than all the rest.
  const log = app.child({}, { redact: { paths: [], censor: '' } });
  const tellsAll = app.level === 'debug' || app.level === 'trace';
  return (call, quiet) => {
    const level = quiet ? 'debug' : call.status >= 500 ? 'error' : 'info';
    if (quiet && !tellsAll) return;
    const { operation, caller } = call;
    log[level](
      {
        request_id: call.requestId,
        trace_id: call.traceId,
        method: call.method,
        operation: operation?.operationId,
        usage: operation?.usage,
        status: call.status,
        problem: call.problem,
        caller: caller?.kind,
        client_id: caller?.clientId,
        address: isIP(call.address) === 0 ? undefined : call.address,
        duration_ms: Math.round(call.duration * 1_000) / 1_000,
        bytes_in: call.bytesIn,
        bytes_out: call.bytesOut,
      },
      'request completed',
    );
  };
}
