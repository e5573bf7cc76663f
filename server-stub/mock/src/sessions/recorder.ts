import type { Call, Contract } from '@guichet/front';
import type { FastifyRequest } from 'fastify';
import type { Attribution } from './attribution.ts';
import type { AnsweredBy, JournalEntry } from './journal.ts';
import { redactorFor } from './redaction.ts';
import type { Sessions } from './sessions.ts';

export interface RecorderOptions {
  contract: Contract;
  sessions: Sessions;
  attribution: Pick<Attribution, 'sessionOf' | 'formOf'>;
  /** Paths of the OAuth endpoints in service. */
  oauthPaths: ReadonlySet<string>;
  answeredBy(request: FastifyRequest): AnsweredBy | undefined;
}

/** About how many bytes an entry takes besides what was sent. */
const entryBytes = 512;

/** Writes calls that have ended into the journals of their sessions. */
export function createRecorder({ contract, sessions, attribution, oauthPaths, answeredBy }: RecorderOptions) {
  const redactor = redactorFor(contract);
  const tokenPath = contract.endpoints.token_endpoint;

  return (call: Call, request: FastifyRequest): void => {
    const session = attribution.sessionOf(request);
    if (!session) return;
    const { pathname, search, searchParams } = addressOf(request.url);
    const isOAuth = oauthPaths.has(pathname);
    const { now } = session.clock;
    const body = attribution.formOf(request) ?? request.body;
    const entry: JournalEntry = {
      at: new Date(now - call.duration).toISOString(),
      requestId: call.requestId,
      operationId: call.operation?.operationId ?? null,
      method: call.method,
      path: redactor.path(pathname),
      query: redactor.query(searchParams),
      headers: redactor.headers(headersAsSent(request.raw.rawHeaders)),
      ...(body === undefined || body === null ? {} : { body: redactor.body(body, isOAuth) }),
      status: call.status,
      problem: call.problem ?? call.oauthError ?? null,
      duration: Math.round(call.duration * 1000) / 1000,
      answeredBy: isOAuth ? 'oauth' : (answeredBy(request) ?? 'front'),
    };
    if (pathname === tokenPath) session.tokenRequests += 1;
    else session.calls += 1;
    session.scenario?.touch(now);
    const headerBytes = request.raw.rawHeaders.reduce((sum, text) => sum + text.length, 0);
    sessions.record(session, entry, entryBytes + pathname.length + search.length + headerBytes + call.bytesIn);
  };
}

/** Without those that were put there on the way, such as `X-Forwarded-*` for the authorization server. */
function headersAsSent(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = [rawHeaders[index]!.toLowerCase(), rawHeaders[index + 1]!];
    headers[name] = name in headers ? `${headers[name]}${name === 'cookie' ? ';' : ','} ${value}` : value;
  }
  return headers;
}

function addressOf(url: string): URL {
  // Two slashes at the beginning are a path here, not a host.
  return new URL(`http://localhost${url.startsWith('/') ? url : `/${url}`}`);
}
