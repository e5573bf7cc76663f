/** How arrays and objects stand in a query (OpenAPI 3.1, Parameter Object, `style` and `explode`). */
export interface ParameterStyle {
  /** Leaves reserved characters as they are (`a:b`). Default `false`. */
  allowReserved?: boolean;
  /** Default: `form`, exploded (`a=1&a=2`). */
  array?: { style?: 'form' | 'spaceDelimited' | 'pipeDelimited'; explode?: boolean };
  /** Default: `deepObject` (`a[b]=1`). */
  object?: { style?: 'form' | 'deepObject'; explode?: boolean };
}

/** Writes the whole query, without its question mark. */
export type QuerySerializer = (query: Record<string, unknown>) => string;

/** The generated form: a style for all parameters, and exceptions by name. */
export type QuerySerializerOptions = ParameterStyle & { parameters?: Readonly<Record<string, ParameterStyle>> };

const delimiters = { form: ',', spaceDelimited: '%20', pipeDelimited: '|' } as const;

/** Text of a scalar. A nested structure has no standard form in a query, so it is refused rather than garbled. */
export function scalar(name: string, value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(
      `Parameter \`${name}\` holds an object where OpenAPI has only scalars. Pass strings, numbers or booleans.`,
    );
  }
  return String(value);
}

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;
const isStructure = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Date);

function pairs(name: string, value: unknown, style: ParameterStyle): string[] {
  const encode = style.allowReserved ? (text: string) => text : encodeURIComponent;
  const pair = (key: string, item: unknown) => `${encodeURIComponent(key)}=${encode(scalar(name, item))}`;
  if (Array.isArray(value)) {
    const items = value.filter((item) => !isAbsent(item));
    if (items.length === 0) return [];
    if (style.array?.explode ?? true) return items.map((item) => pair(name, item));
    const delimiter = delimiters[style.array?.style ?? 'form'];
    return [`${encodeURIComponent(name)}=${items.map((item) => encode(scalar(name, item))).join(delimiter)}`];
  }
  if (isStructure(value)) {
    const entries = Object.entries(value).filter(([, item]) => !isAbsent(item));
    const { style: form = 'deepObject', explode = true } = style.object ?? {};
    if (form === 'deepObject') return entries.map(([key, item]) => pair(`${name}[${key}]`, item));
    if (explode) return entries.map(([key, item]) => pair(key, item));
    if (entries.length === 0) return [];
    return [
      `${encodeURIComponent(name)}=${entries.map(([key, item]) => `${encode(key)},${encode(scalar(name, item))}`).join(',')}`,
    ];
  }
  return [pair(name, value)];
}

/**
 * The query string, without `?`. `null` and `undefined` are left out.
 *
 * @example queryString({ id: [1, 2] }, { parameters: { id: { array: { explode: false } } } }) // 'id=1,2'
 */
export function queryString(query: Readonly<Record<string, unknown>>, options: QuerySerializerOptions = {}): string {
  const parts: string[] = [];
  for (const name of Object.keys(query)) {
    const value = query[name];
    if (!isAbsent(value)) parts.push(...pairs(name, value, options.parameters?.[name] ?? options));
  }
  return parts.join('&');
}
