import { fileURLToPath } from 'node:url';

/** Where the docs are built to and served from unless told otherwise. */
export const defaultOutDir = fileURLToPath(new URL('../dist', import.meta.url));
