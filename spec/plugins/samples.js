import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { curlSample } from './curl.js';
import { isOperation } from './operations.js';
import { programSample } from './program.js';

/** Samples stand beside the contract they belong to. */
const folderOf = ({ location }) => join(dirname(location.source.absoluteRef), 'samples');

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/**
 * Decorator `samples`: gives each operation its `x-codeSamples`: `samples/<operationId>.ts`, or a program that is made for
 * it where it needs nothing to be said; and a curl command made of the contract's examples, or `samples/<operationId>.sh`
 * where examples cannot say it. All of them are run by the tests, so that what a reader copies works.
 *
 * Option `baseUrl`: the variable with the address of the API. Option `sdk`: the package that programs are made for.
 */
export function samples({ baseUrl, sdk }) {
  return {
    Root: {
      leave(root, context) {
        const folder = folderOf(context);
        for (const [path, pathItem] of Object.entries(root.paths ?? {})) {
          for (const [method, operation] of Object.entries(pathItem).filter(isOperation)) {
            const file = join(folder, `${operation.operationId}`);
            const { 'x-codeSamples': own = [] } = operation;
            const endpoint = { path, pathItem, method, operation };
            const code = read(`${file}.ts`) ?? (sdk && programSample(root, endpoint, sdk));
            const curl = () => read(`${file}.sh`) ?? curlSample(root, endpoint, { baseUrl });
            operation['x-codeSamples'] = [
              ...own,
              ...(code === undefined ? [] : [{ lang: 'TypeScript', label: 'TypeScript', source: code }]),
              ...(own.some(({ label }) => label === 'curl') ? [] : [{ lang: 'shell', label: 'curl', source: curl() }]),
            ];
          }
        }
      },
    },
  };
}

/** Rule `samples-known`: a sample that has lost its operation would be shown to nobody, and nobody would notice. */
export function samplesKnown() {
  const known = new Set();
  return {
    Operation({ operationId }) {
      known.add(`${operationId}.ts`).add(`${operationId}.sh`);
    },
    Root: {
      leave(_root, context) {
        const folder = folderOf(context);
        if (!existsSync(folder)) return;
        for (const name of readdirSync(folder).filter((candidate) => !known.has(candidate))) {
          context.report({
            message: `samples/${name} belongs to no operation: name it after an operationId, with .ts or .sh, or remove it.`,
            location: context.location.child('paths').key(),
          });
        }
      },
    },
  };
}
