import { isObject, type OpenApiDocument, type ParameterObject } from '../contract/document.ts';
import { typesOf } from './coerce.ts';
import { parseJson } from './json.ts';

type Values = Readonly<Record<string, unknown>>;

const delimiters: Readonly<Record<string, RegExp>> = {
  form: /,/,
  simple: /,/,
  spaceDelimited: /[ ,]/,
  pipeDelimited: /\|/,
};

/**
 * The value of a parameter as it was serialized by its `style` and `explode` (OpenAPI 3.1 section 4.8.12.3), still
 * untyped, or undefined when it is absent.
 *
 * @param values everything sent in that place: decoded query, path, headers or cookies, by name
 */
export function deserialize(document: OpenApiDocument, parameter: ParameterObject, values: Values): unknown {
  const raw = values[parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name];
  if (parameter.content) return typeof raw === 'string' ? jsonOrText(raw) : raw;
  const style = parameter.style ?? (parameter.in === 'query' || parameter.in === 'cookie' ? 'form' : 'simple');
  const explode = parameter.explode ?? style === 'form';
  const types = typesOf(document, parameter.schema ?? {});
  if (types.has('object')) return readObject(parameter, { style, explode, raw, values });
  if (types.has('array')) return readArray(parameter, { style, explode, raw });
  return typeof raw === 'string' ? stripPrefix(parameter.name, style, raw) : raw;
}

/** Sent more than once where there is one value: which of them counts would depend on the reader. */
export function isRepeated(document: OpenApiDocument, parameter: ParameterObject, values: Values): boolean {
  if (!Array.isArray(values[parameter.name])) return false;
  const types = typesOf(document, parameter.schema ?? {});
  return parameter.content !== undefined || (types.size > 0 && !types.has('array') && !types.has('object'));
}

interface Reading {
  style: string;
  explode: boolean;
  raw: unknown;
}

function readArray({ name }: ParameterObject, { style, explode, raw }: Reading): unknown {
  if (raw === undefined) return undefined;
  const sent = (Array.isArray(raw) ? raw : [raw]).map((item) => stripPrefix(name, style, String(item)));
  if (style === 'form' && explode) return sent;
  // A repeated parameter is accepted where commas are declared: clients differ, and nothing else can be meant.
  const delimiter =
    explode && style === 'label' ? /\./ : explode && style === 'matrix' ? /;[^=]+=/ : (delimiters[style] ?? /,/);
  return sent.flatMap((item) => (item === '' ? [] : item.split(delimiter)));
}

function readObject({ name }: ParameterObject, { style, explode, raw, values }: Reading & { values: Values }): unknown {
  if (style === 'deepObject') {
    const members = Object.entries(values).flatMap(([key, value]) => {
      const match = key.startsWith(`${name}[`) ? /\[([^\]]*)\]$/.exec(key) : null;
      return match ? [[match[1], value] as const] : [];
    });
    return members.length > 0 ? Object.fromEntries(members) : undefined;
  }
  if (style === 'form' && explode) return values;
  if (typeof raw !== 'string') return raw;
  const parts = stripPrefix(name, style, raw).split(explode ? /[,.;]/ : (delimiters[style] ?? /,/));
  if (explode) return Object.fromEntries(parts.map((part) => part.split('=', 2)));
  return Object.fromEntries(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : [])));
}

/** `matrix` and `label` put a mark before the value. */
function stripPrefix(name: string, style: string, value: string): string {
  if (style === 'label') return value.replace(/^\./, '');
  if (style === 'matrix') return value.replace(`;${name}=`, '').replace(/^;/, '');
  return value;
}

function jsonOrText(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** Cookies by name (RFC 6265 section 4.2.1). */
export function parseCookies(header: string | undefined): Record<string, string> {
  const pairs = (header ?? '').split(/; */).filter((pair) => pair.includes('='));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

export function isEmptyObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
