import type { OperationModel } from 'redoc';
import { identity } from '../../../guichet.config.ts';
import { type Document, type Endpoint, type Parameter, type SecurityScheme, resolve } from '../openapi.ts';
import { basePath } from './endpoint.ts';

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const exampleOf = (document: Document, parameter: Parameter): unknown => {
  const [named] = Object.values(parameter.examples ?? {});
  return parameter.example ?? (named && resolve(document, named).value);
};

const asText = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));

const clientBasic = `-u "$${identity.envPrefix}CLIENT_ID:$${identity.envPrefix}CLIENT_SECRET"`;

function credentials(document: Document, { operation }: Endpoint): string[] {
  // Clients authenticate there in ways that OpenAPI has no words for (RFC 6749 section 2.3), so it is declared open.
  if (operation['x-oauth-endpoint'] === 'token_endpoint') return [clientBasic];
  const [requirement] = operation.security ?? document.security ?? [];
  return Object.keys(requirement ?? {}).flatMap((name) => {
    const scheme = document.components?.securitySchemes?.[name];
    if (!scheme) return [];
    const { type, in: place, name: header, scheme: kind } = resolve<SecurityScheme>(document, scheme);
    if (type === 'apiKey' && place === 'header')
      return [`-H "${header}: $${(header ?? name).replace(/^X-/i, '').replace(/\W/g, '_').toUpperCase()}"`];
    if (type === 'http' && kind?.toLowerCase() === 'basic') return [clientBasic];
    if (type === 'http' && kind?.toLowerCase() !== 'bearer') return [`-H "Authorization: ${kind} $API_KEY"`];
    return ['-H "Authorization: Bearer $TOKEN"'];
  });
}

function body(model: OperationModel): string[] {
  const media = model.requestBody?.content?.mediaTypes[0];
  const value: unknown = Object.values(media?.examples ?? {})[0]?.value;
  if (!media || value === undefined) return [];
  if (media.name.includes('form-urlencoded')) {
    return String(value)
      .split('&')
      .map((pair) => `-d ${quote(pair)}`);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return [`-H ${quote(`Content-Type: ${media.name}`)}`, `-d ${quote(text)}`];
}

/** A curl command that calls an operation with the examples of the contract. */
export function curlSample(document: Document, endpoint: Endpoint, model: OperationModel): string {
  const parameters = [
    ...((endpoint.pathItem.parameters ?? []) as Parameter[]),
    ...(endpoint.operation.parameters ?? []),
  ].map((parameter) => resolve<Parameter>(document, parameter));
  let path = basePath(document, endpoint) + endpoint.path;
  const query: string[] = [];
  for (const parameter of parameters) {
    const value = exampleOf(document, parameter);
    if (parameter.in === 'path' && value !== undefined) {
      path = path.replace(`{${parameter.name}}`, encodeURIComponent(asText(value)));
    } else if (parameter.in === 'query' && (parameter.required || parameter.name === 'limit')) {
      query.push(`${parameter.name}=${asText(value ?? parameter.schema?.['default'] ?? '')}`);
    }
  }
  const url = `"$${identity.envPrefix}BASE_URL${path}${query.length > 0 ? `?${query.join('&')}` : ''}"`;
  const method = endpoint.method === 'get' ? [] : [`-X ${endpoint.method.toUpperCase()}`];
  const options = [...method, ...credentials(document, endpoint), ...body(model)];
  return (
    ['curl', ...options].join(' \\\n  ').replace('curl \\\n  ', 'curl ') + (options.length > 0 ? ' \\\n  ' : ' ') + url
  );
}
