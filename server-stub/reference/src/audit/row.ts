import type { AuthenticationEvent, AuthenticationEventType } from '@guichet/front';

/** What is written of authentication: what the front tells of, and refusals at operations. */
export type NotedEvent = Omit<AuthenticationEvent, 'type'> & {
  type: AuthenticationEventType | 'api_key.refused' | 'access.refused';
};

/** A line of the audit that is not written yet. Members are columns. */
export interface AuditRow {
  type: string;
  outcome: 'success' | 'failure';
  reason: string | null;
  client_id: string | null;
  subject_id: string | null;
  /** Not a column: whose it is, if anybody's, is looked up when the line is written (A1), and then it is forgotten (O1). */
  login: string | null;
  actor_id: string | null;
  actor_client_id: string | null;
  request_id: string | null;
  address: string | null;
  count: number;
  occurred_at: Date;
  details: Record<string, unknown>;
}

/** A line with nothing in it but what happened. */
export const emptyRow = (type: string, outcome: AuditRow['outcome'], occurredAt: Date): AuditRow => ({
  type,
  outcome,
  reason: null,
  client_id: null,
  subject_id: null,
  login: null,
  actor_id: null,
  actor_client_id: null,
  request_id: null,
  address: null,
  count: 1,
  occurred_at: occurredAt,
  details: {},
});

export function rowOf(event: NotedEvent, occurredAt: Date): AuditRow {
  const { clientId, claimedClientId, grantType, method, scopes, login } = event;
  const subject = event.subject !== undefined && uuid.test(event.subject) ? event.subject : null;
  return {
    ...emptyRow(event.type, event.outcome, occurredAt),
    reason: event.reason === undefined ? null : storable(event.reason),
    client_id: clientId ?? (claimedClientId === undefined ? null : abridged(claimedClientId)),
    subject_id: subject,
    login: login === undefined ? null : storable(login),
    ...actorOf(event, subject),
    request_id: event.requestId,
    address: event.address,
    details: {
      ...(grantType === undefined ? {} : { grant_type: grantType }),
      ...(method === undefined ? {} : { token_endpoint_auth_method: method }),
      ...(scopes === undefined ? {} : { scopes }),
    },
  };
}

/** Who acted, as far as it was proven: a client without a secret proves nothing, and only its person may have. */
function actorOf({ type, outcome, clientId, method }: NotedEvent, subject: string | null) {
  const byClient = type.startsWith('token.') && method !== undefined && method !== 'none';
  const byPerson = outcome === 'success' || type === 'consent.denied';
  return {
    actor_id: byClient || byPerson ? subject : null,
    actor_client_id: byClient ? (clientId ?? null) : null,
  };
}

/** The form of the ids that are given out: in full they are known to be no secret. */
const ownId = /^(?:cl|app)_[0-9A-Za-z]{12}$/u;

/** An id that is nobody's can be a secret or a password that was put into the wrong place: its beginning has to do (O1). */
const abridged = (id: string): string => (ownId.test(id) ? id : `${storable([...id].slice(0, 6).join(''))}…`);

/** PostgreSQL keeps no NUL, and JSON no half of a character. */
const storable = (text: string): string => text.toWellFormed().replaceAll(/\p{Cc}/gu, '\u{fffd}');

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;
