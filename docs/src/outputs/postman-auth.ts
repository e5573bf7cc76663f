import { type Document, type Endpoint, type SecurityScheme, resolve } from '../openapi.ts';

const fields = (values: Record<string, string>) =>
  Object.entries(values).map(([key, value]) => ({ key, value, type: 'string' }));

/** What requests inherit: the token that the request for one has kept. */
export const collectionAuth = { type: 'bearer', bearer: fields({ token: '{{token}}' }) };

const clientBasic = { type: 'basic', basic: fields({ username: '{{clientId}}', password: '{{clientSecret}}' }) };

/** How a request proves who calls, where it is not the token of the collection. The first way that the contract lists. */
export function auth(document: Document, { operation }: Endpoint): { auth?: object } {
  // Clients authenticate there in ways that OpenAPI has no words for (RFC 6749 section 2.3), so it is declared open.
  if (operation['x-oauth-endpoint'] === 'token_endpoint') return { auth: clientBasic };
  const [requirement] = operation.security ?? document.security ?? [];
  const [name] = Object.keys(requirement ?? {});
  const declared = document.components?.securitySchemes?.[name ?? ''];
  if (!declared) return { auth: { type: 'noauth' } };
  const scheme = resolve<SecurityScheme>(document, declared);
  if (scheme.type === 'apiKey') {
    const values = { key: scheme.name ?? '', value: '{{apiKey}}', in: scheme.in ?? 'header' };
    return { auth: { type: 'apikey', apikey: fields(values) } };
  }
  if (scheme.type === 'http' && scheme.scheme?.toLowerCase() === 'basic') return { auth: clientBasic };
  if (scheme.type === 'http' && scheme.scheme?.toLowerCase() !== 'bearer') {
    const values = { key: 'Authorization', value: `${scheme.scheme} {{apiKey}}`, in: 'header' };
    return { auth: { type: 'apikey', apikey: fields(values) } };
  }
  return {};
}
