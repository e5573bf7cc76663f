/** Turns the body that a caller passes into one that fetch sends. */
export type BodySerializer = (body: unknown) => unknown;

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : JSON.stringify(value);

function* fields(body: unknown): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) yield [name, item];
    }
  }
}

/**
 * JSON, with bigints as strings: a number of that size would lose digits. Generated functions spread it into their call.
 *
 * @example
 * const body = jsonBodySerializer.bodySerializer({ id: 9_007_199_254_740_993n }); // {"id":"9007199254740993"}
 */
export const jsonBodySerializer = {
  bodySerializer: (body: unknown): string =>
    JSON.stringify(body, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
};

/**
 * `application/x-www-form-urlencoded`. Generated functions spread it into their call.
 *
 * @example
 * const body = urlSearchParamsBodySerializer.bodySerializer({ grant_type: 'client_credentials', scope: ['a', 'b'] });
 */
export const urlSearchParamsBodySerializer = {
  bodySerializer: (body: unknown): string => {
    const form = new URLSearchParams();
    for (const [name, value] of fields(body)) form.append(name, text(value));
    return form.toString();
  },
};

/**
 * `multipart/form-data`; fetch writes the boundary. Generated functions spread it into their call.
 *
 * @example
 * const body = formDataBodySerializer.bodySerializer({ name: 'logo', file: new Blob(['...']) });
 */
export const formDataBodySerializer = {
  bodySerializer: (body: unknown): FormData => {
    const form = new FormData();
    for (const [name, value] of fields(body)) {
      if (value instanceof Blob) form.append(name, value);
      else form.append(name, text(value));
    }
    return form;
  },
};

const isBodyInit = (body: unknown): body is BodyInit =>
  typeof body === 'string' ||
  body instanceof Blob ||
  body instanceof FormData ||
  body instanceof URLSearchParams ||
  body instanceof ArrayBuffer ||
  ArrayBuffer.isView(body) ||
  (typeof body === 'object' && body !== null && typeof (body as ReadableStream).getReader === 'function');

/** The body as fetch takes it, and the content type that must be sent with it. */
export function bodyOf(
  body: unknown,
  serialize: BodySerializer | null | undefined,
  contentType: string | undefined,
): { body: BodyInit; contentType?: string } {
  if (serialize) return { body: serialize(body) as BodyInit };
  // A string is a JSON value as well: what it is, the content type says.
  const json =
    contentType === undefined
      ? !isBodyInit(body)
      : /[/+]json\b/i.test(contentType) && (typeof body === 'string' || !isBodyInit(body));
  if (!json) return { body: body as BodyInit };
  return { body: jsonBodySerializer.bodySerializer(body), contentType: contentType ?? 'application/json' };
}
