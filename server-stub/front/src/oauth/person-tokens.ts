import { errors, type Provider } from 'oidc-provider';
import type { People } from './people.ts';
import type { TokenAuthority } from './tokens.ts';

/**
 * Access tokens of people come from the same place as those of programs: oidc-provider decides that one is due, and we
 * write it. It carries what was consented to AND what the person's roles permit now (P3).
 */
export function issuePersonTokens(provider: Provider, people: People, tokens: TokenAuthority): void {
  const { prototype } = provider.AccessToken as unknown as { prototype: ReplacedToken };
  prototype.getValueAndPayload = async function () {
    const person = this.accountId === undefined ? undefined : await people.find(this.accountId);
    if (!person || this.clientId === undefined) throw new errors.InvalidGrant('the person may not sign in any more');
    const scopes = (this.scope?.split(' ') ?? []).filter((scope) => person.scopes.includes(scope));
    if (scopes.length === 0) throw new errors.InvalidGrant('the roles of the person permit none of this any more');
    // The token response shows it.
    this.scope = scopes.join(' ');
    const certificate = this['x5t#S256'];
    const { accessToken } = await tokens.issueToken({
      subject: person.subject,
      clientId: this.clientId,
      scopes,
      ttl: this.expiration,
      ...(this.grantId === undefined ? {} : { grantId: this.grantId }),
      ...(person.role === undefined ? {} : { role: person.role }),
      ...(certificate === undefined ? {} : { cnf: { 'x5t#S256': certificate } }),
    });
    // Without a payload oidc-provider stores nothing.
    return { value: accessToken };
  };
}

interface ReplacedToken {
  accountId?: string;
  clientId?: string;
  grantId?: string;
  scope?: string;
  'x5t#S256'?: string;
  readonly expiration: number;
  getValueAndPayload(this: ReplacedToken): Promise<{ value: string }>;
}
