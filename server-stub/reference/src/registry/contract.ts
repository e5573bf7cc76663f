import type { Contract } from '@guichet/front';
import { readContractAt } from '../contract.ts';

// As for the core's: beside the built code, or in the bundles of the repository.
const places = ['./contract.json', '../../../../spec/dist/registry.json'].map((path) => new URL(path, import.meta.url));

/** The contract of the registry, with the operations that are not public. */
export const readRegistryContract = (): Promise<Contract> => readContractAt(places);
