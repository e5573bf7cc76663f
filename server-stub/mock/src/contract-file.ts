import { existsSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ContractError, type OpenApiDocument } from '@guichet/front';

/**
 * Reads a contract from a YAML or JSON file, with the files it references.
 *
 * @throws {ContractError} when there is no such file, it cannot be parsed, or it references the network
 */
export async function readContract(path: string): Promise<OpenApiDocument> {
  const file = resolve(path);
  await access(file).catch((cause: unknown) => {
    throw new ContractError(`There is no file ${path}. Pass the path of an OpenAPI document in YAML or JSON.`, {
      cause,
    });
  });
  const { default: parser } = await import('@stoplight/json-schema-ref-parser');
  try {
    const document: unknown = await new parser().parse(file);
    // Bundling never ends on a document whose schemas all lead to each other, and one that is whole needs none.
    if (!referencesFiles(document)) return document as OpenApiDocument;
    return (await new parser().bundle(file, { resolve: { http: { canRead: false } } })) as unknown as OpenApiDocument;
  } catch (error) {
    const { message } = error as Error;
    const remote = /https?:\/\/[^\s"]+/.exec(message)?.[0];
    const missing = /ENOENT[^']*'([^']+)'/.exec(message)?.[1];
    if (remote) {
      const advice = 'Documents are not read from the network: save it beside the contract and reference the file.';
      throw new ContractError(`${path} references ${remote}. ${advice}`, { cause: error });
    }
    if (missing !== undefined) {
      const advice = 'Put it there, or pass the contract bundled into one file.';
      throw new ContractError(`${path} references ${missing}, and there is no such file. ${advice}`, { cause: error });
    }
    throw new ContractError(`${path} cannot be read as a contract: ${onceOnly(message, file)}`, { cause: error });
  }
}

/** The parser's message, which names the file each time that it is passed on, and ends where a drawing would begin. */
const onceOnly = (message: string, file: string): string =>
  message
    .replace(/^Error parsing (.+?): (?:Error parsing \1: )*/, (_, named: string) =>
      named === file ? '' : `${named}: `,
    )
    .replace(/:\s*$/, '.');

/** Whether anything in a document references another one. */
function referencesFiles(document: unknown): boolean {
  const pending = [document];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const { $ref } = value as { $ref?: unknown };
    if (typeof $ref === 'string' && !$ref.startsWith('#')) return true;
    pending.push(...Object.values(value).filter((inner) => inner !== undefined));
  }
  return false;
}

/** The kit's own public contract: beside the built code, or where the build puts it in the repository. */
export async function readOwnContract(): Promise<OpenApiDocument> {
  const places = ['./contract.json', '../../../spec/dist/public.json'].map((place) => new URL(place, import.meta.url));
  const found = places.find((place) => existsSync(place));
  if (found) return JSON.parse(await readFile(found, 'utf8')) as OpenApiDocument;
  throw new ContractError('The contract has not been built. Run `npm run build`, or pass a contract of your own.');
}
