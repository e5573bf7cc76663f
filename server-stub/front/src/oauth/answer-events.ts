import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { AuthenticationEvent, AuthenticationObserver } from '../events.ts';
import type { AnswerWitness } from './faults.ts';
import type { FlowRecords } from './flow-records.ts';
import { presentedIn, type KnownClients } from './provider-clients.ts';

// What an answer does not show is noted on its way.
type State = Pick<KoaContextWithOIDC, 'state'>;
const familyEnded = 'familyEnded';
const familyOf = 'familyOf';
const revoked = 'revoked';
const denied = 'denied';

/** The request ends all that came of a grant, which still knows whose it was. */
export async function noteEndedFamily(
  context: State | undefined,
  grantId: string,
  records: FlowRecords,
): Promise<void> {
  if (!context || context.state[familyOf] !== undefined) return;
  context.state[familyEnded] = true;
  const accountId = (await records.find('Grant', grantId))?.accountId;
  if (accountId !== undefined) context.state[familyOf] = accountId;
}

/** The request revoked an access token. */
export function noteRevoked(context: State): void {
  context.state[revoked] = true;
}

/** A person said no to a device. */
export function noteDenial(context: State): void {
  context.state[denied] = true;
}

/** A device that waits asks again and again: these are not refusals. */
const waiting = new Set(['authorization_pending', 'slow_down']);

/** Errors that say nothing of whoever sent the request, and errors of ours. */
const noRefusal = new Set(['invalid_request', 'server_error', 'temporarily_unavailable']);

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Others are what somebody typed. */
const grantTypes = new Set<unknown>(['client_credentials', 'authorization_code', 'refresh_token', deviceGrant]);

/** Tells of what oidc-provider decided, by its answers: it has no event for half of it. */
export function witnessAnswers(provider: Provider, clients: KnownClients, tell: AuthenticationObserver): AnswerWitness {
  provider.on('authorization.success', (context) => {
    if (!context.oidc.deviceCode) return;
    tell({ ...whose(context), type: 'device.approved', outcome: 'success', grantType: deviceGrant });
  });

  return {
    answered(context) {
      const { oidc, status, state } = context;
      if (oidc === undefined) return;
      if (state[denied] === true) {
        const clientId = oidc.deviceCode?.clientId ?? textOf(oidc.entities.Interaction?.params['client_id']);
        tell({ ...common(context), ...(clientId && { clientId }), ...device, reason: 'access_denied' });
      }
      if (!['token', 'revocation', 'introspection', 'device_authorization'].includes(oidc.route)) return;
      if (status === 401) tell(refusedClient(context));
      else if (oidc.client !== undefined && oidc.route === 'token') tellOfToken(context);
      else if (oidc.route === 'revocation' && status === 200 && (state[revoked] || state[familyEnded])) {
        tell({ ...whose(context), type: 'token.revoked', outcome: 'success', ...methodOf(context) });
      }
    },
    limited(context) {
      tell({ ...refusedClient(context), type: 'attempts.limited' });
    },
  };

  function tellOfToken(context: KoaContextWithOIDC): void {
    const { status, state, body } = context;
    const { error = '', scope = '' } = (body ?? {}) as { error?: string; scope?: string };
    const about = { ...whose(context), ...grantOf(context), ...methodOf(context) };
    if (status === 200) {
      tell({ ...about, type: 'token.issued', outcome: 'success', scopes: scope.split(' ').filter(Boolean) });
    } else if (state[familyEnded] === true) {
      tell({ ...about, type: 'token.reused', outcome: 'failure', reason: error });
    } else if (!waiting.has(error) && !noRefusal.has(error)) {
      tell({ ...about, type: 'token.refused', outcome: 'failure', reason: error });
    }
  }

  /** Only the audit is told why, and whether there is such a client: the answer is the same for all (A1). */
  function refusedClient(context: KoaContextWithOIDC): AuthenticationEvent {
    const { client } = context.oidc;
    const reason = client && clients.refusalOf(client, presentedIn(context));
    const who =
      client === undefined
        ? {}
        : reason === undefined
          ? { claimedClientId: client.clientId }
          : { clientId: client.clientId };
    return {
      ...common(context),
      ...who,
      ...grantOf(context),
      type: 'client.refused',
      outcome: 'failure',
      reason: reason ?? 'unknown_client',
    };
  }

  /** The client that proved who it is, or need not, and the person behind what it presented. */
  function whose(context: KoaContextWithOIDC) {
    const { client, account, session, entities, deviceCode } = context.oidc;
    const subject =
      account?.accountId ??
      textOf(context.state[familyOf]) ??
      entities.RefreshToken?.accountId ??
      session?.accountId ??
      (client && clients.of(client).subject);
    const clientId = client?.clientId ?? deviceCode?.clientId;
    return { ...common(context), ...(clientId && { clientId }), ...(subject && { subject }) };
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const device = { type: 'device.denied', outcome: 'failure', grantType: deviceGrant } as const;

const common = ({ res, ip }: KoaContextWithOIDC) => ({ requestId: String(res.getHeader('x-request-id')), address: ip });

function grantOf({ oidc }: KoaContextWithOIDC): { grantType?: string } {
  const grantType = oidc.route === 'token' ? oidc.params?.['grant_type'] : undefined;
  return grantTypes.has(grantType) ? { grantType: grantType as string } : {};
}

function methodOf(context: KoaContextWithOIDC): { method?: string } {
  const { client, params } = context.oidc;
  if (client?.clientAuthMethod === undefined) return {};
  // Both ways to send a secret are one method to oidc-provider.
  const inBody = client.clientAuthMethod === 'client_secret_basic' && params?.['client_secret'] !== undefined;
  return { method: inBody ? 'client_secret_post' : client.clientAuthMethod };
}
