import type { RequestBodyObject, Schema } from '../contract/document.ts';

/** `application/json; charset=utf-8` becomes `application/json`. */
export function mediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** The declared content for a media type: the exact one, else a range such as `text/*`. */
export function contentFor(body: RequestBodyObject, type: string): { schema?: Schema } | undefined {
  const content = Object.fromEntries(Object.entries(body.content ?? {}).map(([key, value]) => [mediaType(key), value]));
  return content[type] ?? content[`${type.split('/', 1)[0]}/*`] ?? content['*/*'];
}

export function isJson(type: string): boolean {
  return /^application\/(?:[\w.+-]+\+)?json$/.test(type);
}

export function isForm(type: string): boolean {
  return type === 'application/x-www-form-urlencoded';
}
