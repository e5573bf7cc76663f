import { basePath } from '../../server-stub/front/src/contract/servers.ts';
import { resolve } from './references.js';

/** Longest line of a sample: what a reader sees beside the text on a screen of 1366 px, without scrolling. */
const width = 57;

/** As one word for the shell. */
const word = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

/** Inside double quotes, where variables are to be filled in and nothing else. */
const quotable = (text) => text.replaceAll(/["\\`$]/g, String.raw`\$&`);

/** A value in an address. The shell of a terminal sees a command in a `!`, also between double quotes. */
const encode = (value) =>
  encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : value).replaceAll('!', '%21');

/** `collectiviteId`, `X-API-Key` -> `COLLECTIVITE_ID`, `API_KEY`. */
const variable = (name) =>
  name
    .replace(/^X-/i, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/\W+/g, '_')
    .toUpperCase();

const firstOf = (document, examples) => resolve(document, Object.values(examples ?? {})[0])?.value;

function exampleOf(document, { example, examples, schema }) {
  const { const: only, enum: [first] = [], default: standard, ...rest } = resolve(document, schema) ?? {};
  return (
    example ??
    firstOf(document, examples) ??
    rest.example ??
    rest.examples?.[0] ??
    only ??
    standard ??
    first ??
    undefined
  );
}

/** The path, with examples in it. A name of something that the reader made, or was given, is theirs to fill in. */
function pathOf(document, { path, pathItem, operation }, parameters) {
  const base = basePath(operation.servers ?? pathItem.servers ?? document.servers);
  const filled = path.split(/\{([^}]+)\}/).map((part, index, parts) => {
    if (index % 2 === 0) return quotable(part);
    const parameter = parameters.find(({ in: place, name }) => place === 'path' && name === part) ?? {};
    const example = exampleOf(document, parameter);
    if (typeof example === 'number' || resolve(document, parameter.schema)?.enum) return encode(example);
    return /^\w/.test(parts[index + 1]) ? `\${${variable(part)}}` : `$${variable(part)}`;
  });
  return quotable(base) + filled.join('');
}

const separators = { spaceDelimited: '%20', pipeDelimited: '%7C' };

/** A query parameter as `name=value` pairs, in the style that it declares. */
function pairsOf({ name, style = 'form', explode = style === 'form' }, value) {
  if (value === undefined) return [`${encode(name)}=$${variable(name)}`];
  if (Array.isArray(value)) {
    return explode
      ? value.map((item) => `${encode(name)}=${encode(item)}`)
      : [`${encode(name)}=${value.map(encode).join(separators[style] ?? ',')}`];
  }
  if (typeof value === 'object' && value !== null && (explode || style === 'deepObject')) {
    const key = (member) => (style === 'deepObject' ? `${name}[${member}]` : member);
    return Object.entries(value).map(([member, item]) => `${encode(key(member))}=${encode(item)}`);
  }
  return [`${encode(name)}=${encode(value)}`];
}

/** How the caller is known: options of curl, and what stands in the address. */
function credentials(document, operation, clientBasic) {
  // Clients authenticate there in ways that OpenAPI has no words for (RFC 6749 section 2.3), so it is declared open.
  if (operation['x-oauth-endpoint'] === 'token_endpoint') return { options: [clientBasic], query: [] };
  const [requirement = {}] = operation.security ?? document.security ?? [];
  const [options, query] = [[], []];
  for (const id of Object.keys(requirement)) {
    const { type, in: place, name = id, scheme } = resolve(document, document.components?.securitySchemes?.[id]) ?? {};
    const key = `$${variable(name)}`;
    if (type === 'apiKey' && place === 'query') query.push(`${encode(name)}=${key}`);
    else if (type === 'apiKey' && place === 'cookie') options.push(`-b "${name}=${key}"`);
    else if (type === 'apiKey') options.push(`-H "${name}: ${key}"`);
    else if (type === 'mutualTLS') options.push('--cert client.pem --key client.key');
    else if (type === 'http' && scheme?.toLowerCase() === 'basic') options.push(clientBasic);
    else if (type === 'http' && scheme?.toLowerCase() !== 'bearer')
      options.push(`-H "Authorization: ${scheme} $API_KEY"`);
    else if (type !== undefined) options.push('-H "Authorization: Bearer $TOKEN"');
  }
  return { options, query };
}

function formField([name, value]) {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return encode(text) === text ? `-d ${word(`${name}=${text}`)}` : `--data-urlencode ${word(`${name}=${text}`)}`;
}

/** On one line where it fits: `{ "reason": "..." }`. */
function textOf(example) {
  if (typeof example === 'string') return example;
  const text = JSON.stringify(example, null, 2);
  const line = text.replaceAll(/\n\s*/g, ' ');
  return line.length < width - 6 ? line : text;
}

function bodyOf(document, operation, sampled) {
  const body = resolve(document, operation.requestBody);
  const [type, media] = Object.entries(body?.content ?? {})[0] ?? [];
  if (type === undefined) return [];
  const example = exampleOf(document, { ...media, schema: undefined }) ?? sampled;
  if (example === undefined && !body.required) return [];
  const isObject = typeof example === 'object' && example !== null;
  if (type.includes('form-urlencoded')) {
    const fields = isObject ? Object.entries(example) : [...new URLSearchParams(String(example ?? ''))];
    return fields.flatMap(([name, value]) => [value].flat().map((item) => formField([name, item])));
  }
  if (type.startsWith('multipart/') && isObject) {
    return Object.entries(example).map(([name, value]) => `-F ${word(`${name}=${value}`)}`);
  }
  return [`-H ${word(`Content-Type: ${type}`)}`, `-d ${word(example === undefined ? '@body' : textOf(example))}`];
}

/**
 * A curl command that calls an operation with the examples of the contract, to be pasted into a shell.
 *
 * @param {import('./curl.js').Document} document
 * @param {import('./curl.js').Endpoint} endpoint
 * @param {import('./curl.js').CurlOptions} [options]
 * @returns {string}
 */
export function curlSample(document, endpoint, { envPrefix = 'GUICHET_', baseUrl, body } = {}) {
  const { method, pathItem, operation } = endpoint;
  const parameters = [...(operation.parameters ?? []), ...(pathItem.parameters ?? [])].map((parameter) =>
    resolve(document, parameter),
  );
  const { limit = 'limit' } = operation['x-pagination'] ?? {};
  const inPlace = (place) => parameters.filter((parameter) => parameter.in === place);
  const required = (place) => inPlace(place).filter((parameter) => parameter.required);
  const caller = credentials(document, operation, `-u "$${envPrefix}CLIENT_ID:$${envPrefix}CLIENT_SECRET"`);
  const query = [
    ...inPlace('query')
      .filter((parameter) => parameter.required || parameter.name === limit)
      .flatMap((parameter) => pairsOf(parameter, exampleOf(document, parameter))),
    ...caller.query,
  ];
  const valueOf = (parameter) =>
    quotable(String(exampleOf(document, parameter) ?? '')) || `$${variable(parameter.name)}`;
  const options = [
    ...caller.options,
    ...required('header').map((parameter) => `-H "${parameter.name}: ${valueOf(parameter)}"`),
    ...required('cookie').map((parameter) => `-b "${parameter.name}=${valueOf(parameter)}"`),
    ...bodyOf(document, operation, body),
  ];
  const address = `$${baseUrl ?? `${envPrefix}BASE_URL`}${pathOf(document, endpoint, parameters)}`;
  const call = method === 'get' ? 'curl' : `curl -X ${method.toUpperCase()}`;
  const whole = `"${[address, query.join('&')].filter(Boolean).join('?')}"`;
  const pairs = query.map((pair) => `-d ${pair.includes('$') ? `"${pair}"` : word(pair)}`);
  const heads = [
    [`${call} ${whole}`],
    [call, whole],
    ...(method === 'get' && query.length > 0 ? [[`${call} -G "${address}"`, ...pairs]] : []),
  ];
  const widest = (lines) => Math.max(...lines.map((line) => line.length + ' \\'.length));
  const [narrowest] = heads.toSorted((a, b) => widest(a) - widest(b));
  const head = heads.find((lines) => widest(lines) <= width) ?? narrowest;
  return [...head, ...options].join(' \\\n  ');
}
