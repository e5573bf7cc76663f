import type { Contract } from './contract/contract.ts';
import type { SecurityScheme } from './contract/document.ts';
import type { Operation } from './contract/operation.ts';

/** Where a server answers, and what opens it. */
export interface SampleAccess {
  url: string;
  tokenUrl: string;
  credential: { clientId: string; clientSecret: string };
  apiKey: string;
}

/**
 * Lines for a shell that call one operation of a contract, with what its security asks for: a token, an API key, client
 * id and secret, or nothing. Of operations that can be called without parameters, one that is protected is taken first.
 */
export function sampleCall(contract: Contract, access: SampleAccess): string[] {
  const callable = contract.operations.filter(
    ({ method, path, oauthEndpoint, parameters }) =>
      method === 'GET' && !path.includes('{') && !oauthEndpoint && !parameters.some(({ required }) => required),
  );
  const operation = callable.find(({ security }) => security.length > 0) ?? callable[0];
  const { clientId, clientSecret } = access.credential;
  const token = `TOKEN=$(curl -s -u ${clientId}:${clientSecret} -d grant_type=client_credentials ${access.tokenUrl} | sed 's/.*"access_token":"\\([^"]*\\).*/\\1/')`;
  if (!operation) return [token];
  const { argument, query = '', needsToken = false } = argumentsFor(operation, contract, access);
  const call = ['curl', ...(argument ? [argument] : []), quoted(access.url + operation.fullPath + query)].join(' ');
  return needsToken ? [token, call] : [call];
}

interface Arguments {
  argument?: string;
  query?: string;
  needsToken?: boolean;
}

function argumentsFor({ security }: Operation, { securitySchemes }: Contract, access: SampleAccess): Arguments {
  if (security.length === 0 || security.some((alternative) => Object.keys(alternative).length === 0)) return {};
  const alone = security.filter((alternative) => Object.keys(alternative).length === 1);
  const schemes = alone.map((alternative) => securitySchemes[Object.keys(alternative)[0] ?? '']);
  const isToken = (scheme: SecurityScheme | undefined) =>
    scheme?.type === 'oauth2' || scheme?.type === 'openIdConnect' || /^bearer$/i.test(scheme?.scheme ?? '');
  const scheme = schemes.find(isToken) ?? schemes.find(Boolean);
  const { clientId, clientSecret } = access.credential;
  if (!scheme || isToken(scheme)) return { argument: '-H "Authorization: Bearer $TOKEN"', needsToken: true };
  if (/^basic$/i.test(scheme.scheme ?? '')) return { argument: `-u ${clientId}:${clientSecret}` };
  if (scheme.type !== 'apiKey') return { argument: `-H "Authorization: ${scheme.scheme} ${access.apiKey}"` };
  if (scheme.in === 'query') return { query: `?${encodeURIComponent(scheme.name ?? '')}=${access.apiKey}` };
  if (scheme.in === 'cookie') return { argument: `-b "${scheme.name}=${access.apiKey}"` };
  return { argument: `-H "${scheme.name}: ${access.apiKey}"` };
}

const quoted = (url: string): string => (/^[\w/:.%+~-]+$/.test(url) ? url : `'${url}'`);
