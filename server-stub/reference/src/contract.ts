import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { ContractError, loadContract, type Contract, type OpenApiDocument } from '@guichet/front';

// Beside the built package lies the contract it was built with; the sources read the bundle of the repository.
const places = ['./contract.json', '../../../spec/dist/full.json'].map((path) => new URL(path, import.meta.url));

/**
 * The contract this server answers: the full one, with the operations that are not public.
 *
 * @param path - another one's, in place of the one that the server was built with
 * @throws ContractError when it cannot be read or served
 */
export async function readContract(path?: string): Promise<Contract> {
  if (path === undefined) return readContractAt(places);
  const text = await readFile(pathToFileURL(path), 'utf8').catch((cause: unknown) => {
    throw new ContractError(`The contract ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  });
  try {
    return loadContract(JSON.parse(text) as OpenApiDocument);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const advice = 'Bundle it into one JSON document first, for instance with redocly bundle --ext json.';
    throw new ContractError(`The contract ${path} is not JSON: ${error.message}. ${advice}`, { cause: error });
  }
}

/**
 * Reads a contract.
 *
 * @param files - where it may be; the first that is there counts
 */
export async function readContractAt(files: readonly URL[]): Promise<Contract> {
  for (const file of files) {
    try {
      return loadContract(JSON.parse(await readFile(file, 'utf8')) as OpenApiDocument);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('The contract is not bundled yet. Run `npm run build` at the root of the repository.');
}
