import { isJsonObject, resolveReference, type Contract } from '@guichet/front';

/** Values that a contract's examples give to a name, such as `[3812]` for `collectiviteId`. */
export type Vocabulary = ReadonlyMap<string, readonly (string | number)[]>;

/** Enough for a good mixture. */
const most = 12;

/** Collects what the examples of a contract call things: by chance alone nobody would guess an identifier that exists. */
export function vocabularyOf({ document, operations }: Contract): Vocabulary {
  const found = new Map<string, Set<string | number>>();
  const note = (name: string, value: unknown) => {
    if (typeof value !== 'string' && typeof value !== 'number') return;
    const values = found.get(name) ?? new Set();
    found.set(name, values.size < most ? values.add(value) : values);
  };
  const walk = (name: string, value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(name, item);
    else if (isJsonObject(value)) for (const [key, inner] of Object.entries(value)) walk(key, inner);
    else note(name, value);
  };
  for (const example of Object.values(document.components?.['examples'] ?? {})) {
    walk('', (resolveReference(document, example) as { value?: unknown }).value);
  }
  for (const parameter of operations.flatMap(({ parameters }) => parameters)) {
    walk(parameter.name, (parameter as { example?: unknown }).example);
  }
  return new Map([...found].map(([name, values]) => [name, [...values]]));
}
