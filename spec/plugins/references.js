/** Follows the local references of a bundled document. */
export function resolve(document, value) {
  if (typeof value?.$ref !== 'string') return value;
  const keys = value.$ref.slice(2).split('/');
  const found = keys.reduce((node, key) => node?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  if (found === undefined) throw new Error(`${value.$ref} leads to nothing in the contract: bundle and lint it first.`);
  return resolve(document, found);
}
