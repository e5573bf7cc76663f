/** What a client may ask of the mock (`Prefer`, RFC 7240). */
export interface Preference {
  /** Status to answer. */
  code?: number;
  /** Name of an example in the contract. */
  example?: string;
  /** Invent the body from the schema. */
  dynamic?: boolean;
}

/** Reads `Prefer: code=404, example=gone`. Preferences of others are ignored, as the RFC wants. */
export function parsePrefer(header: string | string[] | undefined): Preference {
  const preference: Preference = {};
  for (const part of [header ?? []].flat().join(',').split(/[,;]/)) {
    const match = /^\s*(\w+)\s*(?:=\s*"?([^"]*?)"?\s*)?$/.exec(part);
    if (!match) continue;
    const [, name, value] = match;
    if (name === 'code' && value !== undefined && /^[1-5]\d\d$/.test(value)) preference.code = Number(value);
    else if (name === 'example' && value) preference.example = value;
    else if (name === 'dynamic') preference.dynamic = value === undefined || value === 'true';
  }
  return preference;
}
