import type { Contract } from '../contract.ts';
import { TokenError } from '../errors.ts';
import { type Exchange, nameOf } from './exchange.ts';

/** Which permission sets a credential may be given to hold these scopes. */
export function granting(contract: Contract | undefined, scopes: readonly string[] | undefined): string {
  if (!scopes || !contract) return '';
  const all = Object.entries(contract.permissionSets);
  const sets = all.filter(([, granted]) => scopes.every((scope) => granted.includes(scope))).map(([name]) => name);
  if (sets.length === 0) return '';
  return ` (permission set${sets.length > 1 ? 's' : ''} ${sets.map((set) => `\`${set}\``).join(', ')})`;
}

/** What the refusal of a token (RFC 6749 section 5.2, `invalid_scope`) means for this call. */
export function scopeRefusal(error: TokenError, exchange: Exchange, contract: Contract | undefined): TokenError {
  const { scopes } = exchange;
  const asked = scopes ? `the scope \`${scopes.join(' ')}\`` : 'the scopes of the token source';
  return new TokenError(
    `${nameOf(exchange)} was not called: it asks for ${asked}${granting(contract, scopes)}, and no token with it was issued. ${error.message}`,
    error,
  );
}
