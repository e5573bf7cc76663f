import type { AuthorizationServer, Contract, Operation } from '@guichet/front';
import type { ContractRequest } from '../request.ts';

export interface Holder {
  tokens: AuthorizationServer;
  /** Whose tokens they are. */
  subject: string;
  clientId: string;
  role?: string;
  /** A client for the OAuth endpoints, which take its secret. */
  client: { clientId: string; clientSecret: string };
}

/** Who sends a request, at a target that issues its own tokens. */
export function authorizationOf(contract: Contract, { tokens, client, ...holder }: Holder) {
  const kept = new Map<string, Promise<string>>();

  function token(scopes: readonly string[], ttl?: number): Promise<string> {
    const key = `${scopes.join(' ')} ${ttl}`;
    let issued = kept.get(key);
    if (!issued) {
      issued = tokens
        .issueToken({ ...holder, scopes, ...(ttl === undefined ? {} : { ttl }) })
        .then(({ accessToken }) => accessToken);
      kept.set(key, issued);
    }
    return issued;
  }

  const asked = ({ security }: Operation) => new Set(security.flatMap((each) => Object.values(each).flat()));
  const basic = (secret: string) => `Basic ${btoa(`${client.clientId}:${secret}`)}`;

  return async ({ operation, access, body }: ContractRequest): Promise<Record<string, string>> => {
    if (access === 'none') return {};
    if (operation.oauthEndpoint !== undefined) {
      // A public client says who it is, and has no secret to show.
      if (/(^|&)client_id=/.test(body?.text ?? '')) return {};
      return { authorization: basic(access === 'junk' ? 'wrong' : client.clientSecret) };
    }
    if (operation.security.length === 0) return {};
    if (access === 'junk') return { authorization: 'Bearer junk' };
    if (access === 'expired') return { authorization: `Bearer ${await token(contract.scopes, -60)}` };
    const without = access === 'no scope' ? asked(operation) : new Set();
    return { authorization: `Bearer ${await token(contract.scopes.filter((scope) => !without.has(scope)))}` };
  };
}
