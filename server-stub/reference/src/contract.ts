import { readFile } from 'node:fs/promises';
import { loadContract, type Contract, type OpenApiDocument } from '@guichet/front';

// Beside the built package lies the contract it was built with; the sources read the bundle of the repository.
const places = ['./contract.json', '../../../spec/dist/full.json'].map((path) => new URL(path, import.meta.url));

/** The contract this server answers: the full one, with the operations that are not public. */
export const readContract = (): Promise<Contract> => readContractAt(places);

/**
 * Reads a contract.
 *
 * @param files - where it may be; the first that is there counts
 */
export async function readContractAt(files: readonly URL[]): Promise<Contract> {
  for (const file of files) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      return loadContract(JSON.parse(await readFile(file, 'utf8')) as OpenApiDocument);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('The contract is not bundled yet. Run `npm run build` at the root of the repository.');
}
