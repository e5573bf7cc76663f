import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../samples/', import.meta.url);

/**
 * Decorator `samples`: puts `spec/samples/<operationId>.ts` into the operation's `x-codeSamples`. A sample is
 * type-checked and run by the tests, so that what a reader copies works.
 */
export function samples() {
  return {
    Operation: {
      leave(operation) {
        const file = new URL(`${operation.operationId}.ts`, folder);
        if (!existsSync(file)) return;
        const sample = { lang: 'TypeScript', label: 'SDK', source: readFileSync(file, 'utf8') };
        operation['x-codeSamples'] = [...(operation['x-codeSamples'] ?? []), sample];
      },
    },
  };
}
