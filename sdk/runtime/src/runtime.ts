/** Cloudflare's runtime. */
export const isWorkerd = (): boolean => globalThis.navigator?.userAgent === 'Cloudflare-Workers';

/** What a person calls the place that has no Node's modules. */
const runtimeName = (): string => {
  if (isWorkerd()) return 'workerd';
  return 'document' in globalThis || 'WorkerGlobalScope' in globalThis ? 'a browser' : 'this runtime';
};

/**
 * Node's modules, which Bun and Deno have as well. They are looked up rather than imported, so that bundles for other
 * platforms load, and say what is missing.
 *
 * @param owner function that needs them, for the message
 * @param without what such a platform lacks, and what to use there
 * @throws TypeError where there are none
 */
export function builtinModules(owner: string, without: string): typeof process.getBuiltinModule {
  const load = globalThis.process?.getBuiltinModule;
  // workerd answers with modules of the same names, whose files nobody shares and whose sockets undici cannot use.
  if (typeof load === 'function' && !isWorkerd()) return load;
  throw new TypeError(`${owner}: ${runtimeName()} ${without}`);
}
