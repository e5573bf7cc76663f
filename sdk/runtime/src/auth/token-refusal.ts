import { TokenError } from '../errors.ts';
import { type SentForm, redactor } from './redact.ts';
import type { TokenAnswer } from './token-endpoint.ts';

const remedies: Readonly<Record<string, string>> = {
  invalid_client: 'Check client id and secret, and that the credential is neither expired nor revoked.',
  invalid_scope: 'Ask only for scopes that the credential holds, or for none.',
  unauthorized_client: 'This credential may not use this grant; ask the platform for one that may.',
  invalid_grant: 'The grant has expired, was revoked or was used before; ask for a new one.',
  access_denied: 'The person refused access.',
  expired_token: 'The person did not answer in time; ask again.',
  invalid_request: 'The server wants other parameters; see `parameters`, `audience` and `resource`.',
  invalid_target: 'Check `audience` and `resource`.',
  unsupported_grant_type: 'This server does not know this grant; check `tokenUrl`.',
};

/** What a body was in place of a token. */
const bodies = {
  not_json: 'not with a JSON object.',
  too_large: 'and a body of more than 1 MiB, which was not read.',
  unreadable: 'and a body that is not compressed as its `Content-Encoding` says, such as gzip.',
};

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Without what would steer a terminal or forge a line of a log. */
const printable = (said: string): string => said.replace(/\p{C}+/gu, ' ');

/** The error of an answer that grants nothing. `role` names the endpoint: `The token endpoint`. */
export function refusal(host: string, answer: TokenAnswer, sent: SentForm, role = 'The token endpoint'): TokenError {
  const { status, body } = answer;
  const redact = redactor(sent);
  if (answer.isRedirect) {
    return new TokenError(
      `${role} at ${host} redirects elsewhere, and a secret is never sent after a redirect. Set \`tokenUrl\` to the final address.`,
      { status, reason: 'redirect' },
    );
  }
  const said = (field: string, most: number): string | undefined =>
    text(body?.[field]) && printable(redact(String(body?.[field]))).slice(0, most);
  const error = said('error', 100);
  const description = said('error_description', 500);
  const what = error ? `${error}${description ? `: ${description}` : ''}` : `status ${status}, no OAuth error`;
  const remedy =
    (error && remedies[error]) ??
    (status === 404 ? 'Check `tokenUrl`.' : status >= 500 || status === 429 ? 'Try again later.' : '');
  return new TokenError(`${role} at ${host} refused (${what}). ${remedy}`.trimEnd(), {
    error,
    description,
    status,
    reason: error === undefined ? 'status' : undefined,
  });
}

interface NoToken {
  host: string;
  answer: TokenAnswer;
  sent: SentForm;
  /** What is wrong with a field of an answer that has one. */
  fault: string | undefined;
  /** What else to say beside an OAuth error, by its code. */
  remedies?: Readonly<Record<string, string>> | undefined;
}

/** Why an answer is not a token. */
export function noToken({ host, answer, sent, fault, remedies: further = {} }: NoToken): TokenError {
  const { body, status, isRedirect, contentType, fault: unread } = answer;
  const isSuccess = status >= 200 && status < 300 && !isRedirect;
  // Some servers answer 200 to what RFC 6749 section 5.2 wants as 400.
  if (!isSuccess || (body?.['access_token'] === undefined && text(body?.['error']))) {
    const refused = refusal(host, answer, sent);
    const remedy = refused.error === undefined ? undefined : further[refused.error];
    return remedy === undefined ? refused : new TokenError(`${refused.message} ${remedy}`, refused);
  }
  if (status !== 200 || !body || fault === undefined) {
    const reason = unread ?? 'not_json';
    return new TokenError(
      `The token endpoint at ${host} answered ${status} with ${contentType ?? 'no content type'}, ${bodies[reason]} Check \`tokenUrl\`.`,
      { status, reason },
    );
  }
  return new TokenError(`The token endpoint at ${host} answered ${fault}`, { status, reason: 'no_token' });
}
