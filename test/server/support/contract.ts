import { readFileSync } from 'node:fs';

interface Servers {
  servers?: { url: string }[];
}
interface Document extends Servers {
  paths: Record<string, Servers & Record<string, unknown>>;
  components: { securitySchemes: Record<string, Record<string, unknown>> };
}

const document = JSON.parse(readFileSync(new URL('../../../spec/dist/full.json', import.meta.url), 'utf8')) as Document;

/** Method and path of an operation, its parameters filled in. */
export function operation(id: string, parameters: Record<string, string> = {}): { method: string; path: string } {
  for (const [template, item] of Object.entries(document.paths)) {
    for (const [method, value] of Object.entries(item)) {
      const definition = value as Servers & { operationId?: string };
      if (definition.operationId !== id) continue;
      const [server] = definition.servers ?? item.servers ?? document.servers ?? [];
      const base = new URL(server?.url ?? '/', 'http://server.invalid').pathname.replace(/\/$/, '');
      const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
      return { method: method.toUpperCase(), path: base + path };
    }
  }
  throw new Error(`The contract has no operation ${id}.`);
}

/** Name of the header of a key, or of a person's token beside the client's own. */
export function headerOf(kind: 'apiKey' | 'userToken'): string | undefined {
  const found = Object.values(document.components.securitySchemes).find(
    (scheme) => scheme['type'] === 'apiKey' && (scheme['x-user-token'] === true) === (kind === 'userToken'),
  );
  return found?.['name'] as string | undefined;
}
