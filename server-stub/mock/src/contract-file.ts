import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
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
    return (await new parser().bundle(file, { resolve: { http: refuseNetwork } })) as unknown as OpenApiDocument;
  } catch (error) {
    if (error instanceof ContractError) throw error;
    throw new ContractError(`${path} cannot be read as a contract: ${(error as Error).message}`, { cause: error });
  }
}

const refuseNetwork = {
  order: 1,
  canRead: /^https?:/,
  read({ url }: { url: string }): never {
    throw new ContractError(
      `The contract references ${url}. The mock reads no documents from the network: save it beside the contract and reference the file.`,
    );
  },
};

/** The kit's own public contract: beside the built code, or where the build puts it in the repository. */
export async function readOwnContract(): Promise<OpenApiDocument> {
  for (const place of ['./contract.json', '../../../spec/dist/public.json']) {
    const file = fileURLToPath(new URL(place, import.meta.url));
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as OpenApiDocument;
  }
  throw new ContractError('The contract has not been built. Run `npm run build`, or pass a contract of your own.');
}
